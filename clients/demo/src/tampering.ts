import type { Grant } from "./api";
import { problemOf } from "./api";

/** A request that is not the one in the token. */
export interface Tampering {
  label: string;
  query: [string, string][];
  authorized: boolean;
}

/** What a grant's own request looks like, as pairs of names and values. */
function honest(grant: Grant): [string, string][] {
  const { table, where, columns, params } = grant.params;
  return [
    ["table", table],
    ...(where === undefined ? [] : [["where", where] as [string, string]]),
    ...Object.entries(params ?? {}).map(([n, value]): [string, string] => [`params[${n}]`, value]),
    ...(columns === undefined ? [] : [["columns", columns] as [string, string]]),
  ];
}

const change = (query: [string, string][], name: string, to: (value: string) => string): [string, string][] =>
  query.map(([key, value]) => [key, key === name ? to(value) : value]);

/** The ways to tamper with the requests of a grant. */
export function tamperings(grant: Grant): Tampering[] {
  const query = honest(grant);
  const has = (name: string): boolean => query.some(([key]) => key === name);
  const all: (Tampering | false)[] = [
    has("where") && {
      label: "Drop the filter",
      query: query.filter(([key]) => key !== "where" && !key.startsWith("params[")),
      authorized: true,
    },
    { label: "Widen the filter", query: [...query.filter(([key]) => key !== "where"), ["where", "true"]], authorized: true },
    has("params[1]") && {
      label: "Be somebody else",
      query: change(query, "params[1]", (value) => (value === "bob" ? "alice" : "bob")),
      authorized: true,
    },
    has("columns") && {
      label: "Add a column",
      query: change(query, "columns", (value) => `${value},budget`),
      authorized: true,
    },
    {
      label: "Another table",
      query: change(query, "table", (value) => (value === "memberships" ? "tasks" : "memberships")),
      authorized: true,
    },
    { label: "Say it twice", query: [...query, ["table", grant.params.table]], authorized: true },
    { label: "Leave the token out", query, authorized: false },
  ];
  return all.filter((one) => one !== false);
}

export interface Outcome {
  request: string;
  status: number;
  code: string;
  detail: string;
}

/** Sends it to the proxy, with the grant's token. */
export async function tamper(grant: Grant, { query, authorized }: Tampering): Promise<Outcome> {
  const search = [...query, ["offset", "-1"]]
    .map(([name = "", value = ""]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");
  const response = await fetch(`${grant.url}?${search}`, { headers: authorized ? grant.headers : {} });
  const request = `GET ${new URL(grant.url).pathname}?${[...query, ["offset", "-1"]].map((pair) => pair.join("=")).join("&")}`;
  if (response.ok) {
    return { request, status: response.status, code: "ok", detail: "the proxy let it through" };
  }
  const { status, code, message } = await problemOf(response);
  return { request, status, code, detail: message };
}
