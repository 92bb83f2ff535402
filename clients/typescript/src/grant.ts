/** What a gatekeeper answers: everything that a `ShapeStream` needs for the shape that was granted. */
export interface Grant {
  url: string;
  headers: { Authorization: string };
  params: { table: string; where?: string; columns?: string; params?: Record<string, string> };
  expires_at: string;
}

/** What may be asked for besides the table; see docs/http.md. */
export interface Wish {
  where?: string;
  params?: Record<string, string> | string[];
  columns?: string | string[];
  replica?: "default" | "full";
}

/** The gatekeeper said no, or asks who is there. */
export class Denied extends Error {
  override readonly name = "Denied";

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

const PAUSE_MILLIS = 250;
const LONGEST_PAUSE_MILLIS = 5_000;

/**
 * Asks a gatekeeper for a shape. While it is away or busy (network errors, 429, 5xx) it is asked again, until the signal
 * aborts. Any other refusal is a {@link Denied}.
 */
export async function askForGrant(url: string, identity: string | undefined, wish: Wish, signal: AbortSignal) {
  for (let pause = PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(identity && { Authorization: `Bearer ${identity}` }) },
      body: JSON.stringify(wish),
      signal,
    }).catch(() => undefined);
    signal.throwIfAborted();
    if (response?.ok) {
      return (await response.json()) as Grant;
    }
    if (response && response.status < 500 && response.status !== 429) {
      throw await denied(response);
    }
    await sleep(Math.max(Number(response?.headers.get("retry-after") ?? 0) * 1000, pause * Math.random()), signal);
  }
}

async function denied(response: Response): Promise<Denied> {
  const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
  return new Denied(response.status, problem.code ?? "unknown", problem.detail ?? response.statusText);
}

function sleep(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
