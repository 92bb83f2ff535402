/** What the function is told: from the environment, secrets also from files. No secret has a default. */
export interface Settings {
  electricUrl: string;
  electricSecret: string;
  authSecret?: string;
  authJwksUrl?: string;
  issuer: string;
  audience: string;
  basePath: string;
}

const MIN_SECRET_BYTES = 32;

/** Throws an error that names the setting. */
export function readSettings(env: (name: string) => string | undefined): Settings {
  const authSecret = secret(env, "AUTH_SECRET");
  const authJwksUrl = env("AUTH_JWKS_URL") || undefined;
  if ((authSecret === undefined) === (authJwksUrl === undefined)) {
    throw new Error("set exactly one of AUTH_SECRET and AUTH_JWKS_URL");
  }
  if (authSecret !== undefined && new TextEncoder().encode(authSecret).length < MIN_SECRET_BYTES) {
    throw new Error(`AUTH_SECRET must have at least ${MIN_SECRET_BYTES} bytes`);
  }
  return {
    electricUrl: required("ELECTRIC_URL", env("ELECTRIC_URL")).replace(/\/+$/, ""),
    electricSecret: required("ELECTRIC_SECRET", secret(env, "ELECTRIC_SECRET")),
    ...(authSecret !== undefined && { authSecret }),
    ...(authJwksUrl !== undefined && { authJwksUrl }),
    issuer: env("AUTH_ISSUER") || "shapegate",
    audience: env("AUTH_AUDIENCE") || "shapegate-proxy",
    basePath: env("BASE_PATH") ?? "",
  };
}

function secret(env: (name: string) => string | undefined, name: string): string | undefined {
  const file = env(`${name}_FILE`);
  const value = file ? Deno.readTextFileSync(file).replace(/\r?\n$/, "") : env(name);
  return value || undefined;
}

function required(name: string, value: string | undefined): string {
  if (!value) {
    throw new Error(`${name} is missing`);
  }
  return value;
}
