const FORGET_AFTER_MS = 10_000;

/** The changes that this page made, to tell how long each takes from the click until it arrives. */
export class Changes {
  readonly #started = new Map<string, number>();

  begin(id: string): void {
    this.#started.set(id, performance.now());
    setTimeout(() => this.#started.delete(id), FORGET_AFTER_MS);
  }

  /** In milliseconds; nothing for changes that were made elsewhere. */
  latency(id: unknown): number | undefined {
    const start = this.#started.get(String(id));
    return start === undefined ? undefined : Math.round(performance.now() - start);
  }
}
