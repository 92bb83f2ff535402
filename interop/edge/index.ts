// An edge function (Deno, Supabase) in front of Electric that takes Shapegate's tokens. ../README.md says how to set it up.
import { jwksKeys, type Keys, secretKeys } from "./keys.ts";
import { parse, upstreamQuery } from "./query.ts";
import { problem, Refused } from "./refused.ts";
import { readSettings, type Settings } from "./settings.ts";
import { grantOf } from "./shape.ts";
import { type Claims, verify } from "./token.ts";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, HEAD, OPTIONS",
  "access-control-allow-headers": "Authorization, If-None-Match",
  "access-control-expose-headers":
    "electric-handle, electric-offset, electric-schema, electric-cursor, electric-up-to-date, electric-has-data, " +
    "electric-snapshot, electric-internal-known-error, retry-after, www-authenticate",
};
const PASSED = [200, 204, 304, 400, 409, 429, 503];
const KEPT = [
  ...["handle", "offset", "schema", "cursor", "up-to-date", "has-data", "snapshot", "internal-known-error"]
    .map((name) => `electric-${name}`),
  ...["content-type", "etag", "retry-after"],
];
const LOOSE =
  /^(no-store|no-cache|no-transform|must-revalidate|(max-age|stale-while-revalidate|stale-if-error)=\d{1,10})$/;
/** How long Electric may take to begin an answer; its own long polls take 20 s. */
const SILENCE_MILLIS = 60_000;
/** The standards' form of what goes on to Electric; another one is left out. */
const FORWARDED: Record<string, RegExp> = {
  "if-none-match": /^[!-~ ]{1,1024}$/,
  "traceparent": /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/,
};

async function serve(request: Request, settings: Settings, keys: Keys): Promise<Response> {
  const url = new URL(request.url);
  requireRoute(request, url, settings);
  const asked = parse(url.search.slice(1));
  const claims = await verify(request.headers, keys, settings.issuer, settings.audience);
  const query = upstreamQuery(asked, grantOf(claims.shape), settings.electricSecret);
  const upstream = await ask(
    request,
    `${settings.electricUrl}/v1/shape?${query}`,
    asked.get("live") === "true",
    claims,
  );
  return answer(upstream, claims);
}

function requireRoute(request: Request, url: URL, settings: Settings) {
  if (url.pathname !== `${settings.basePath}/v1/shape`) {
    throw new Refused(404, "not_found", "there is nothing here");
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    throw new Refused(405, "method_not_allowed", "write subsets as subset__… parameters of a GET");
  }
  if (request.body !== null || request.headers.has("transfer-encoding")) {
    throw new Refused(400, "bad_request", "a body is not taken");
  }
}

/** A request that waits for changes ends with its token. */
async function ask(request: Request, url: string, live: boolean, claims: Claims): Promise<Response> {
  const headers = new Headers();
  for (const [name, form] of Object.entries(FORWARDED)) {
    const value = request.headers.get(name);
    if (value !== null && form.test(value)) {
      headers.set(name, value);
    }
  }
  const expiry = AbortSignal.timeout(Math.max(0, claims.exp * 1000 - Date.now()));
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENCE_MILLIS);
  const signal = AbortSignal.any([request.signal, silence.signal, ...(live ? [expiry] : [])]);
  try {
    return await fetch(url, { method: request.method, headers, redirect: "manual", signal });
  } catch {
    throw live && expiry.aborted
      ? new Refused(401, "invalid_token", "the token has expired")
      : new Refused(502, "electric_unreachable", "Electric cannot be reached");
  } finally {
    clearTimeout(timer);
  }
}

async function answer(upstream: Response, claims: Claims): Promise<Response> {
  if (!PASSED.includes(upstream.status)) {
    await upstream.body?.cancel();
    throw new Refused(502, "electric_failed", "Electric gave no answer that can be passed on");
  }
  const headers = new Headers();
  for (const name of KEPT) {
    const value = upstream.headers.get(name);
    if (value !== null) {
      headers.set(name, value);
    }
  }
  headers.set("cache-control", privately(upstream.headers.get("cache-control") ?? ""));
  headers.set("vary", "Authorization, Accept-Encoding");
  headers.set("shapegate-token-ttl", String(Math.max(0, Math.floor(claims.exp - Date.now() / 1000))));
  return new Response(upstream.body, { status: upstream.status, headers });
}

/** One user's rows belong into that user's own cache. */
function privately(cacheControl: string): string {
  const kept = cacheControl.toLowerCase().split(",").map((directive) => directive.trim()).filter((d) => LOOSE.test(d));
  return ["private", ...(kept.length > 0 ? kept : ["no-cache"])].join(", ");
}

function withCors(response: Response): Response {
  Object.entries(CORS).forEach(([name, value]) => response.headers.set(name, value));
  return response;
}

const settings = readSettings((name) => Deno.env.get(name));
const keys = settings.authSecret !== undefined
  ? await secretKeys(settings.authSecret)
  : jwksKeys(settings.authJwksUrl as string);
const listen = { hostname: Deno.env.get("HOST") || "127.0.0.1", port: Number(Deno.env.get("PORT") || "8000") };

Deno.serve(listen, async (request) => {
  if (request.method === "OPTIONS") {
    return new Response(null, { status: 204, headers: { ...CORS, "access-control-max-age": "86400" } });
  }
  try {
    return withCors(await serve(request, settings, keys));
  } catch (error) {
    return withCors(problem(error));
  }
});
