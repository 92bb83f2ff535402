import { make } from "./dom";

const LONGEST = 60;

/** What happened, newest first. */
export class Journal {
  readonly #list: HTMLElement;

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  note(who: string, what: string, tone: "plain" | "good" | "bad" = "plain"): void {
    const now = new Date();
    const time = make("time", "", now.toLocaleTimeString("en-GB"));
    time.dateTime = now.toISOString();
    const entry = make("p", "entry", time, make("span", "", make("b", "", who), ` ${what}`));
    entry.dataset.tone = tone;
    this.#list.prepend(entry);
    while (this.#list.childElementCount > LONGEST) {
      this.#list.lastElementChild?.remove();
    }
  }
}
