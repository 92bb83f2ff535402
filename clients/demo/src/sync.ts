import { FetchError, type Row, Shape, ShapeStream, type ShapeStreamOptions } from "@electric-sql/client";
import type { Grant, ProblemBody } from "./api";
import { expiredCopy } from "./token";

export type Rows = Map<string, Row>;

export interface SyncListener {
  /** All rows, whenever they have changed. */
  rows(rows: Rows): void;
  /** How many seconds the proxy gives the token. */
  lifetime(seconds: number): void;
  /** The proxy refused a request; answers with a new grant, or nothing where there is none. */
  refused(problem: Partial<ProblemBody> & { status: number }): Promise<Grant | undefined>;
  /** It goes no further. */
  failed(error: Error): void;
}

/** One granted shape, kept in step by Electric's own client until it is stopped. */
export class Sync {
  readonly #stop = new AbortController();
  readonly #stream: ShapeStream;
  #authorization: string;

  constructor(grant: Grant, listener: SyncListener) {
    this.#authorization = grant.headers.Authorization;
    this.#stream = new ShapeStream({
      url: grant.url,
      // The client's type wants columns as a list; the gatekeeper's text is what it would make of one.
      params: grant.params as ShapeStreamOptions["params"] & object,
      // A function, so that each request takes the newest token.
      headers: { Authorization: () => this.#authorization },
      signal: this.#stop.signal,
      backoffOptions: { initialDelay: 100, maxDelay: 5_000, multiplier: 1.5 },
      warnOnHttp: false,
      fetchClient: async (input, init) => {
        const response = await fetch(input, init);
        const seconds = response.headers.get("Shapegate-Token-TTL");
        if (seconds !== null && !this.#stop.signal.aborted) {
          listener.lifetime(Number(seconds));
        }
        return response;
      },
      onError: (error) => this.#recover(error, listener),
    });
    new Shape(this.#stream).subscribe(({ value }) => {
      if (!this.#stop.signal.aborted) {
        listener.rows(new Map(value));
      }
    });
  }

  /** From now on an expired token is sent, beginning at once with a request in place of the one that waits. */
  expire(): void {
    this.#authorization = expiredCopy(this.#authorization);
    void this.#stream.forceDisconnectAndRefresh();
  }

  /** For good: nothing is delivered any more. */
  stop(): void {
    this.#stop.abort();
  }

  async #recover(error: Error, listener: SyncListener): Promise<Record<string, never> | undefined> {
    if (this.#stop.signal.aborted) {
      return undefined;
    }
    if (error instanceof FetchError && (error.status === 401 || error.status === 403)) {
      const grant = await listener.refused({ ...(error.json as Partial<ProblemBody>), status: error.status });
      if (grant) {
        this.#authorization = grant.headers.Authorization;
        return {};
      }
      return undefined;
    }
    listener.failed(error);
    return undefined;
  }
}
