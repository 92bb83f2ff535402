import type { Keys } from "./keys.ts";
import { Refused } from "./refused.ts";

export interface Claims {
  sub: string;
  exp: number;
  shape: unknown;
}

const MAX_LENGTH = 16_384;
const LEEWAY_SECONDS = 5;
const MAX_LIFETIME_SECONDS = 86_400;
const MAX_KID_LENGTH = 256;
/** `crit` asks for extensions that we have none of; the others offer keys that we must not take from a token. */
const FORBIDDEN_HEADERS = ["crit", "b64", "jku", "jwk", "x5u", "x5c", "zip", "enc"];

/** The claims of a request's token; a 401 for none, more than one, and one that does not verify. */
export async function verify(headers: Headers, keys: Keys, issuer: string, audience: string): Promise<Claims> {
  const bearer = headers.get("authorization")?.match(/^bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/i);
  if (!bearer || bearer[0].length > MAX_LENGTH) {
    throw refused("there is no token");
  }
  const [, head, payload, signature] = bearer as unknown as [string, string, string, string];
  const header = object(decode(head));
  const kid = header.kid;
  if (FORBIDDEN_HEADERS.some((name) => Object.hasOwn(header, name)) || !isPlainKid(kid)) {
    throw refused("the header of the token asks for something unknown");
  }
  const key = await keys(kid);
  if (!key || header.alg !== key.alg) {
    throw refused("the token is signed with another key");
  }
  const signed = new TextEncoder().encode(`${head}.${payload}`);
  if (!await crypto.subtle.verify(key.verify, key.key, decode(signature), signed)) {
    throw refused("the token does not verify");
  }
  return checked(object(decode(payload)), issuer, audience);
}

function checked(claims: Record<string, unknown>, issuer: string, audience: string): Claims {
  const { iss, aud, sub, jti, iat, nbf, exp, shape } = claims;
  const now = Date.now() / 1000;
  if (!isText(sub) || !isText(jti) || !isDate(iat) || !isDate(nbf) || !isDate(exp)) {
    throw refused("the token lacks a claim");
  }
  if (iss !== issuer || !(Array.isArray(aud) ? aud : [aud]).includes(audience)) {
    throw refused("the token is for somebody else");
  }
  if (exp <= now || nbf > now + LEEWAY_SECONDS || iat > now + LEEWAY_SECONDS || exp - iat > MAX_LIFETIME_SECONDS) {
    throw refused("the token has expired or is not valid yet");
  }
  return { sub, exp, shape };
}

/** Base64url without padding, in the one spelling that encoding produces. */
function decode(text: string): Uint8Array<ArrayBuffer> {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const canonical = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    if (canonical === text) {
      return Uint8Array.from(binary, (character) => character.charCodeAt(0));
    }
  } catch {
    // It is refused below.
  }
  throw refused("the token is no token");
}

function object(bytes: Uint8Array): Record<string, unknown> {
  try {
    const json = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null && !Array.isArray(value) && !hasANameTwice(json)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // It is refused below.
  }
  throw refused("the token is no token");
}

/** Of what has been parsed: two parsers could read such an object in two ways. */
function hasANameTwice(json: string): boolean {
  const open: Set<string>[] = [];
  let text = "";
  for (const [part] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}:]/g)) {
    const names = open.at(-1);
    if (part === "{") {
      open.push(new Set());
    } else if (part === "}") {
      open.pop();
    } else if (part !== ":") {
      text = JSON.parse(part);
    } else if (names?.has(text)) {
      return true;
    } else {
      names?.add(text);
    }
  }
  return false;
}

function isPlainKid(kid: unknown): kid is string | undefined {
  return kid === undefined || (isText(kid) && kid.length <= MAX_KID_LENGTH);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isDate(value: unknown): value is number {
  return Number.isSafeInteger(value) && value as number >= 0;
}

function refused(detail: string): Refused {
  return new Refused(401, "invalid_token", detail);
}
