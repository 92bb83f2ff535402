import { FetchError, type ShapeStreamOptions } from "@electric-sql/client";
import { askForGrant, Denied, type Grant, type Wish } from "./grant.js";

export interface SessionOptions {
  /** The gatekeeper's base, such as `https://app.example.com/gatekeeper`. */
  gatekeeper: string;
  /** The user's identity token, asked for each time that the gatekeeper is; nobody without. */
  identity?: () => string | Promise<string>;
  /** The gatekeeper refused a shape that it granted before. That stream has ended. */
  onDenied?: (table: string, denied: Denied) => void;
}

/** Options of a `ShapeStream`, of `useShape`, and of TanStack DB's Electric collection. */
export type SessionShapeOptions = ShapeStreamOptions & { session: string };

/** A token is renewed this long before its end, or when it has lived nine tenths of its life. */
const AHEAD_MILLIS = 30_000;
const AHEAD_SHARE = 0.1;
/** Where Electric's client notes which shapes it has seen; filters are among what it writes there. */
const NOTES = ["electric_expired_shapes", "electric_up_to_date_tracker"];

let sessions = 0;

/** What one user syncs from signing in to signing out. */
export class Session {
  /** Different for each session of a page. */
  readonly id = `session-${++sessions}`;
  readonly #options: SessionOptions;
  readonly #ended = new AbortController();
  readonly #forget = new Set<() => unknown>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Aborts when the session ends. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /**
   * The ten lines that matter: ask the gatekeeper for a shape, and sync it with a token that is renewed before it expires,
   * or when the proxy refuses it. Rejects with {@link Denied} where the gatekeeper refuses the shape.
   */
  async shapeOptions(table: string, wish: Wish = {}): Promise<SessionShapeOptions> {
    const token = new Token(await this.#ask(table, wish), () => this.#ask(table, wish));
    return {
      url: token.grant.url,
      params: token.params(),
      headers: { Authorization: () => token.fresh() },
      signal: this.signal,
      subsetMethod: "POST",
      fetchClient: withoutTrace,
      onError: async (error) => {
        if (!(error instanceof FetchError) || ![401, 403].includes(error.status)) {
          return;
        }
        try {
          await token.renew();
          return { params: token.params() };
        } catch (refusal) {
          if (refusal instanceof Denied) {
            this.#options.onDenied?.(table, refusal);
          }
          return;
        }
      },
      // React's useShape shares one stream between options that look the same, and functions with one text do.
      session: this.id,
    };
  }

  /** Runs at the end of the session: whoever keeps rows drops them here. */
  onLogout(forget: () => unknown): void {
    this.#forget.add(forget);
  }

  /** Ends every stream and forgets what was synced. */
  async logout(): Promise<void> {
    this.#ended.abort();
    const forgotten = [...this.#forget].map((forget) => forget());
    this.#forget.clear();
    NOTES.forEach((note) => {
      (globalThis as { localStorage?: Storage }).localStorage?.removeItem(note);
    });
    await Promise.all(forgotten);
  }

  async #ask(table: string, wish: Wish): Promise<Grant> {
    const url = `${this.#options.gatekeeper}/${encodeURIComponent(table)}`;
    return askForGrant(url, await this.#options.identity?.(), wish, this.signal);
  }
}

/** A shape's token, renewed in time and by one request at once. */
class Token {
  readonly #ask: () => Promise<Grant>;
  #renewAt: number;
  #pending: Promise<void> | undefined;

  constructor(
    public grant: Grant,
    ask: () => Promise<Grant>,
  ) {
    this.#ask = ask;
    this.#renewAt = renewalOf(grant);
  }

  /** Of the granted shape; what it does not have takes away what an older one had. */
  params() {
    const params: unknown = { where: undefined, columns: undefined, params: undefined, ...this.grant.params };
    return params as NonNullable<ShapeStreamOptions["params"]>;
  }

  async fresh(): Promise<string> {
    if (Date.now() >= this.#renewAt) {
      // While the gatekeeper is away, the old token is good for what is left of it; then the proxy says so.
      this.renew().catch(() => undefined);
      await Promise.race([this.#pending, new Promise((resolve) => setTimeout(resolve, 1_000))]);
    }
    return this.grant.headers.Authorization;
  }

  renew(): Promise<void> {
    this.#pending ??= this.#ask()
      .then((grant) => {
        this.grant = grant;
        this.#renewAt = renewalOf(grant);
      })
      .finally(() => {
        this.#pending = undefined;
      });
    return this.#pending;
  }
}

function renewalOf(grant: Grant): number {
  const expiry = Date.parse(grant.expires_at);
  const life = expiry - Date.now();
  return expiry - Math.min(AHEAD_MILLIS, Math.max(life * AHEAD_SHARE, 0));
}

/** No answer stays in the browser's cache, where signing out could not remove it. */
function withoutTrace(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  return fetch(input, { ...init, cache: "no-store" });
}
