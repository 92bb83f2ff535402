import type { Explanation, Grant } from "./api";
import { Problem } from "./api";
import { find, make } from "./dom";

/** Shows what was decided, and how long it holds. */
export class Decision {
  readonly #root: HTMLElement;
  readonly #badge: HTMLElement;
  readonly #left: HTMLElement;
  readonly #time: HTMLProgressElement;
  readonly #reason: HTMLElement;
  readonly #shape: HTMLElement;
  #rule: HTMLElement[] = [];
  #end = 0;

  constructor(panel: Element) {
    this.#root = find(panel, ".decision", HTMLElement);
    this.#badge = find(panel, ".badge", HTMLElement);
    this.#left = find(panel, ".left", HTMLElement);
    this.#time = find(panel, ".time", HTMLProgressElement);
    this.#reason = find(panel, ".reason", HTMLElement);
    this.#shape = find(panel, ".shape", HTMLElement);
    this.#time.setAttribute("aria-label", "Time left of the token");
    setInterval(() => { this.#tick(); }, 500);
  }

  asking(): void {
    this.#become("asking", "Asking", "");
    this.#shape.replaceChildren();
  }

  granted({ params }: Grant, seconds: number): void {
    this.#become("granted", "Granted", "");
    this.#time.max = seconds;
    this.lasts(seconds);
    this.#shape.replaceChildren(
      ...entry("Table", params.table),
      ...entry("Filter", params.where ?? "all rows", params.where === undefined),
      ...Object.entries(params.params ?? {}).flatMap(([n, value]) => entry(`$${n}`, value)),
      ...entry("Columns", params.columns?.replaceAll(",", ", ") ?? "all columns", params.columns === undefined),
    );
  }

  refused(problem: Error): void {
    const known = problem instanceof Problem;
    this.#become("refused", known ? `Refused · ${problem.status}` : "Failed", problem.message);
    this.#shape.replaceChildren(...(known ? entry("Code", problem.code) : []));
  }

  explained(explanation: Explanation): void {
    const rules = explanation.policies.flatMap((policy) => policy.rules ?? []);
    this.#rule.forEach((element) => { element.remove(); });
    this.#rule = entry("Rule", rules.join(", ") || "none grants it", rules.length === 0);
    this.#shape.append(...this.#rule);
  }

  /** From now on, in seconds. */
  lasts(seconds: number): void {
    this.#end = performance.now() + seconds * 1_000;
    this.#tick();
  }

  #become(state: "asking" | "granted" | "refused", badge: string, reason: string): void {
    this.#root.dataset.state = state;
    this.#badge.textContent = badge;
    this.#reason.textContent = reason;
    this.#time.hidden = state !== "granted";
    this.#left.textContent = "";
  }

  #tick(): void {
    if (this.#root.dataset.state !== "granted") {
      return;
    }
    const seconds = Math.max(0, Math.ceil((this.#end - performance.now()) / 1_000));
    this.#time.value = seconds;
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    this.#left.textContent = seconds === 0 ? "expired" : `${clock} left`;
  }
}

function entry(name: string, value: string, quiet = false): HTMLElement[] {
  return [make("dt", "", name), make("dd", quiet ? "quiet" : "", value)];
}
