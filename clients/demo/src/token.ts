/** Shape tokens, as anybody who holds one can read them. Nothing here verifies; the proxy does. */

export interface Decoded {
  header: Record<string, unknown>;
  payload: Record<string, unknown> & { exp: number; iat: number };
}

const decode = (part: string): unknown => {
  const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
};

const encode = (value: unknown): string => {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

export function decodeToken(authorization: string): Decoded {
  const [header = "", payload = ""] = authorization.replace(/^Bearer /, "").split(".");
  return { header: decode(header), payload: decode(payload) } as Decoded;
}

/** The same token as if its time were over: the proxy refuses it for that, before it looks at the signature. */
export function expiredCopy(authorization: string): string {
  const [header = "", , signature = ""] = authorization.split(".");
  const { payload } = decodeToken(authorization);
  const lifetime = payload.exp - payload.iat;
  const end = Math.floor(Date.now() / 1000) - 1;
  const begin = end - lifetime;
  return `${header}.${encode({ ...payload, iat: begin, nbf: begin, exp: end })}.${signature}`;
}
