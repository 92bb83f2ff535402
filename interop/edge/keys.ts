import { Refused } from "./refused.ts";

/** A key with the one algorithm that it verifies: a token cannot choose another. */
export interface VerificationKey {
  alg: string;
  verify: AlgorithmIdentifier | EcdsaParams;
  key: CryptoKey;
}

/** Finds the key that a token's header names. */
export type Keys = (kid: string | undefined) => Promise<VerificationKey | undefined>;

type Kind = { alg: string; import: HmacImportParams | EcKeyImportParams | RsaHashedImportParams | Algorithm };
const REFRESH_MILLIS = 300_000;
const COOL_DOWN_MILLIS = 10_000;
const TIMEOUT_MILLIS = 5_000;

/** HS256 with a secret that the gatekeeper shares. */
export async function secretKeys(secret: string): Promise<Keys> {
  const parameters = { name: "HMAC", hash: "SHA-256" };
  const bytes = new TextEncoder().encode(secret);
  const key = await crypto.subtle.importKey("raw", bytes, parameters, false, ["sign", "verify"]);
  // The gatekeeper's name for the secret: the first 8 bytes of its HMAC over this text.
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode("shapegate kid"));
  const name = btoa(String.fromCharCode(...new Uint8Array(mac, 0, 8)))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const known = { alg: "HS256", verify: parameters, key };
  return (kid) => Promise.resolve(kid === undefined || kid === name ? known : undefined);
}

/**
 * The gatekeeper's key set. It is fetched when it is 5 minutes old, or when a token names an unknown key, but not more than
 * once in 10 seconds. While it cannot be fetched, the last one counts.
 */
export function jwksKeys(url: string): Keys {
  let keys: Map<string, VerificationKey> | undefined;
  let asked = -Infinity;
  let pending: Promise<void> | undefined;

  async function refresh() {
    asked = performance.now();
    try {
      keys = await fetchKeys(url);
    } catch (error) {
      console.error("the key set could not be fetched:", error instanceof Error ? error.message : "");
    }
  }
  return async (kid) => {
    const age = performance.now() - asked;
    const known = kid !== undefined && keys?.has(kid);
    if (pending || (age > COOL_DOWN_MILLIS && (!known || age > REFRESH_MILLIS))) {
      pending ??= refresh().finally(() => pending = undefined);
      await pending;
    }
    if (!keys) {
      throw new Refused(503, "keys_unavailable", "there are no keys to verify tokens with");
    }
    return kid === undefined ? undefined : keys.get(kid);
  };
}

async function fetchKeys(url: string): Promise<Map<string, VerificationKey>> {
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }
  const { keys } = await response.json() as { keys: (JsonWebKey & { kid?: string })[] };
  const usable = new Map<string, VerificationKey>();
  for (const jwk of keys) {
    const kind = kindOf(jwk);
    if (kind && jwk.kid) {
      usable.set(jwk.kid, {
        alg: kind.alg,
        verify: kind.alg === "ES256" ? { name: "ECDSA", hash: "SHA-256" } : kind.import.name,
        key: await crypto.subtle.importKey("jwk", publicPart(jwk), kind.import, false, ["verify"]),
      });
    }
  }
  return usable;
}

/** Only asymmetric keys: a set that anybody may read holds no secret. */
function kindOf(jwk: JsonWebKey): Kind | undefined {
  if (jwk.kty === "EC" && jwk.crv === "P-256") {
    return { alg: "ES256", import: { name: "ECDSA", namedCurve: "P-256" } };
  }
  if (jwk.kty === "OKP" && jwk.crv === "Ed25519") {
    return { alg: "EdDSA", import: { name: "Ed25519" } };
  }
  if (jwk.kty === "RSA" && (jwk.alg === undefined || jwk.alg === "RS256")) {
    return { alg: "RS256", import: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } };
  }
  return undefined;
}

function publicPart({ kty, crv, x, y, n, e }: JsonWebKey): JsonWebKey {
  return Object.fromEntries(Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined));
}
