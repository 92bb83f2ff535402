import { Refused } from "./refused.ts";

/** The granted shape as the query of a request to Electric has it, by parameter, and what it leaves to the client. */
export interface Grant {
  shape: Map<string, string>;
  /** May be left out of a request; another value is refused. */
  optional: Map<string, string>;
  replicaIsFree: boolean;
  subsets: boolean;
}

const KEYS = ["namespace", "table", "where", "columns", "params", "queryable_columns", "replica", "subsets"];

/** Reads a token's `shape` claim. One with a key that is not known here may be a restriction, and grants nothing. */
export function grantOf(claim: unknown): Grant {
  if (typeof claim !== "object" || claim === null || Object.keys(claim).some((key) => !KEYS.includes(key))) {
    throw unreadable();
  }
  const { params = {}, subsets = false, ...texts } = claim as Record<string, unknown>;
  const { namespace, table, where, columns, queryable_columns, replica } = texts;
  if (
    !isText(table) || typeof subsets !== "boolean" ||
    ![null, undefined, "default", "full"].includes(replica as string) ||
    ![namespace, where, columns, queryable_columns, replica].every((value) => (value ?? null) === null || isText(value))
  ) {
    throw unreadable();
  }
  const shape = new Map([["table", isText(namespace) ? `${namespace}.${table}` : table]]);
  put(shape, "where", where);
  values(params).forEach((value, index) => shape.set(`params[${index + 1}]`, value));
  put(shape, "columns", columns);
  const optional = new Map<string, string>();
  // Without it, subset queries could probe the hidden columns.
  put(optional, "queryable_columns", queryable_columns ?? columns);
  put(optional, "replica", replica);
  return { shape, optional, replicaIsFree: !isText(replica), subsets };
}

/** `{"1": …, "2": …}` without a gap. */
function values(params: unknown): string[] {
  if (typeof params !== "object" || params === null || Array.isArray(params)) {
    throw unreadable();
  }
  const byNumber = params as Record<string, unknown>;
  return Object.keys(byNumber).map((_, index) => {
    const value = byNumber[String(index + 1)];
    if (typeof value !== "string") {
      throw unreadable();
    }
    return value;
  });
}

function put(to: Map<string, string>, name: string, value: unknown) {
  if (isText(value)) {
    to.set(name, value);
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function unreadable(): Refused {
  return new Refused(401, "invalid_token", "the claim is no shape");
}
