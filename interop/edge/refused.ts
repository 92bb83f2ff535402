/** Ends a request with one of our own answers (RFC 9457). */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, detail: string) {
    super(detail);
  }
}

const TITLES: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  414: "URI Too Long",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

/** Anything that is not a refusal is a defect, and says nothing of itself. */
export function problem(error: unknown): Response {
  if (!(error instanceof Refused)) {
    console.error("a request failed:", error instanceof Error ? error.name : typeof error);
  }
  const { status, code, message } = error instanceof Refused
    ? error
    : new Refused(502, "electric_unreachable", "Electric cannot be reached");
  const body = { type: "about:blank", title: TITLES[status], status, detail: message, code };
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (status === 401) {
    headers.set("www-authenticate", 'Bearer error="invalid_token"');
  }
  if (status === 405) {
    headers.set("allow", "GET, HEAD, OPTIONS");
  }
  return new Response(JSON.stringify(body), { status, headers });
}
