import type { Grant } from "./shape.ts";
import { Refused } from "./refused.ts";

const HANDLE = /^[\w.~-]{1,128}$/;
const FLAG = /^(true|false)$/;
/** Where a client stands in a shape's log: each value in the form that Electric gives out. */
const PROTOCOL: Record<string, RegExp> = {
  offset: /^(-1|now|\d{1,20}_(\d{1,20}|inf))$/,
  handle: HANDLE,
  live: FLAG,
  live_sse: FLAG,
  experimental_live_sse: FLAG,
  cursor: /^\d{0,20}$/,
  log: /^(full|changes_only)$/,
  expired_handle: HANDLE,
  "cache-buster": HANDLE,
};
/** A query for some rows of the shape. */
const SUBSET: Record<string, RegExp> = {
  subset__where: /^./s,
  subset__order_by: /^./s,
  subset__params: /^\{.*\}$/s,
  subset__limit: /^\d{1,9}$/,
  subset__offset: /^\d{1,9}$/,
};
/** The client adds them, and Electric ignores them. */
const DROPPED = ["subset__where_expr", "subset__order_by_expr"];
const SHAPE = /^(table|where|columns|params\[[1-9][0-9]{0,4}\])$/;
const OPTIONAL: Record<string, RegExp> = { queryable_columns: /^./s, replica: /^(default|full)$/ };
const MAX_LENGTH = 9_900;

/** Reads a query so that it has one reading only. A name that is not known here is refused, one given twice as well. */
export function parse(query: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const pair of query === "" ? [] : query.split("&")) {
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? "" : decode(pair.slice(equals + 1));
    const form = PROTOCOL[name] ?? SUBSET[name] ?? OPTIONAL[name];
    if (values.has(name) || !(form ? form.test(value) : SHAPE.test(name) || DROPPED.includes(name))) {
      throw new Refused(400, "bad_request", "a parameter is unknown, given twice, or has a value of another form");
    }
    values.set(name, value);
  }
  if (!values.get("table")) {
    throw new Refused(400, "bad_request", "the parameter table is missing");
  }
  return values;
}

/**
 * The query for Electric: the shape from the grant, checked values of the protocol from the request, and the secret. A
 * request that does not ask for exactly the granted shape is a 403.
 */
export function upstreamQuery(asked: Map<string, string>, grant: Grant, secret: string): string {
  const upstream = new Map(grant.shape);
  for (const name of [...asked.keys()].filter((name) => SHAPE.test(name)).concat(...grant.shape.keys())) {
    requireSame(name, asked.get(name), grant.shape.get(name));
  }
  for (const [name, value] of grant.optional) {
    upstream.set(name, value);
  }
  for (const name of Object.keys(OPTIONAL)) {
    const value = asked.get(name);
    if (value !== undefined && name === "replica" && grant.replicaIsFree) {
      upstream.set(name, value);
    } else if (value !== undefined) {
      requireSame(name, value, grant.optional.get(name));
    }
  }
  for (const [name, value] of asked) {
    if (Object.hasOwn(SUBSET, name) && !grant.subsets) {
      throw new Refused(403, "shape_mismatch", "the token allows no subsets");
    }
    if (Object.hasOwn(PROTOCOL, name) || Object.hasOwn(SUBSET, name)) {
      upstream.set(name, value);
    }
  }
  upstream.set("secret", secret);
  const query = [...upstream].map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  if (query.length > MAX_LENGTH) {
    throw new Refused(414, "uri_too_long", "Electric takes no query of this length");
  }
  return query;
}

function requireSame(name: string, asked: string | undefined, granted: string | undefined) {
  if (asked !== granted) {
    throw new Refused(403, "shape_mismatch", `the token is for another shape: ${name.replace(/\[.*/, "")}`);
  }
}

function decode(text: string): string {
  try {
    const decoded = decodeURIComponent(text.replaceAll("+", " "));
    if (!decoded.includes("\0")) {
      return decoded;
    }
  } catch {
    // It is refused below.
  }
  throw new Refused(400, "bad_request", "a parameter is not percent-encoded UTF-8");
}

/** Unreserved characters (RFC 3986, section 2.3) as they are, everything else percent-encoded. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
