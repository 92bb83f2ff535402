import type { Row } from "@electric-sql/client";
import { ask, explain, type Grant, moveTask, type Organisation, type ShapeRequest, type User } from "./api";
import type { Changes } from "./changes";
import { Decision } from "./decision";
import { capitalized, find, make } from "./dom";
import type { Journal } from "./journal";
import { RowsTable, textOf } from "./rows";
import { type Rows, Sync } from "./sync";
import { type Tampering, tamper, tamperings } from "./tampering";
import { decodeToken } from "./token";

/** What all panels share. */
export interface Surroundings {
  users: User[];
  organisations: Organisation[];
  journal: Journal;
  changes: Changes;
}

/** One user's side: who they are, what they were granted, and the rows that they get. */
export class Panel {
  readonly element: HTMLElement;
  readonly #around: Surroundings;
  readonly #decision: Decision;
  readonly #rows: RowsTable;
  readonly #expire: HTMLButtonElement;
  readonly #how: HTMLSelectElement;
  readonly #send: HTMLButtonElement;
  readonly #echo: HTMLElement;
  #user: User | undefined;
  #request: ShapeRequest = { table: "" };
  #grant: Grant | undefined;
  #sync: Sync | undefined;
  #tamperings: Tampering[] = [];
  /** Which asking is the current one; answers to earlier ones are of no interest any more. */
  #turn = 0;

  constructor(side: string, user: string, around: Surroundings) {
    const template = find(document, "#panel", HTMLTemplateElement);
    this.element = find(template.content.cloneNode(true) as DocumentFragment, ".panel", HTMLElement);
    this.#around = around;
    this.#decision = new Decision(this.element);
    this.#rows = new RowsTable(
      this.element,
      around.changes,
      (row) => this.#moveButton(row),
      (row, what, latency) => { this.#arrived(row, what, latency); },
    );
    this.#expire = find(this.element, ".expire", HTMLButtonElement);
    this.#how = find(this.element, ".how", HTMLSelectElement);
    this.#send = find(this.element, ".send", HTMLButtonElement);
    this.#echo = find(this.element, ".echo", HTMLElement);
    this.#expire.addEventListener("click", () => { this.#expireToken(); });
    this.#send.addEventListener("click", () => void this.#tamper());
    this.#how.setAttribute("aria-label", `How to tamper, ${side}`);
    find(this.element, ".rows", HTMLElement).setAttribute("aria-label", `Rows, ${side}`);
    find(this.element, "pre", HTMLElement).setAttribute("aria-label", `Decoded token, ${side}`);
    this.#addUsers(side, user);
    this.#become(user);
  }

  /** Asks anew, and drops what was there. */
  async ask(request: ShapeRequest): Promise<void> {
    const turn = this.#begin(request);
    try {
      const grant = await ask(this.#user, request);
      if (turn === this.#turn) {
        this.#start(grant, turn);
      }
    } catch (problem) {
      if (turn === this.#turn) {
        this.#refused(problem as Error);
      }
    }
    await this.#explain(turn);
  }

  get #name(): string {
    return this.#user ? capitalized(this.#user.name) : "Nobody";
  }

  #addUsers(side: string, chosen: string): void {
    const fieldset = find(this.element, "fieldset", HTMLFieldSetElement);
    find(fieldset, "legend", HTMLElement).textContent = `Signed in, ${side}`;
    for (const name of [...this.#around.users.map((user) => user.name), "nobody"]) {
      const radio = make("input");
      radio.type = "radio";
      radio.name = side;
      radio.value = name;
      radio.checked = name === chosen;
      radio.addEventListener("change", () => {
        this.#become(name);
        this.#around.journal.note(this.#name, this.#user ? "signed in" : "is here, signed in as nobody");
        void this.ask(this.#request);
      });
      fieldset.append(make("label", "", radio, make("span", "", capitalized(name))));
    }
  }

  #become(name: string): void {
    this.#user = this.#around.users.find((user) => user.name === name);
    find(this.element, ".name", HTMLElement).textContent = this.#name;
    find(this.element, ".who", HTMLElement).textContent = this.#user
      ? `${capitalized(this.#user.description)} · ${this.#user.roles.join(", ")}`
      : "Without any identity token";
  }

  #begin(request: ShapeRequest): number {
    this.#sync?.stop();
    this.#sync = undefined;
    this.#grant = undefined;
    this.#request = request;
    this.#decision.asking();
    this.#rows.forget("");
    this.#echo.replaceChildren();
    this.#offer([]);
    find(this.element, "pre", HTMLElement).textContent = "No token.";
    return ++this.#turn;
  }

  #start(grant: Grant, turn: number): void {
    this.#take(grant);
    this.#around.journal.note(this.#name, `may sync ${grant.params.table}`, "good");
    this.#sync = new Sync(grant, {
      rows: (rows: Rows) => { this.#rows.show(grant.params.table, rows); },
      lifetime: (seconds) => { this.#decision.lasts(seconds); },
      refused: async (problem) => {
        this.#around.journal.note(this.#name, `was sent away: ${problem.status}, ${problem.detail ?? "no reason"}`, "bad");
        return this.#renew(turn);
      },
      failed: (error) => { this.#refused(error); },
    });
  }

  /** A new token for the same shape; where another shape is granted now, everything begins anew. */
  async #renew(turn: number): Promise<Grant | undefined> {
    try {
      const grant = await ask(this.#user, this.#request);
      if (turn !== this.#turn) {
        return undefined;
      }
      if (JSON.stringify(grant.params) !== JSON.stringify(this.#grant?.params)) {
        void this.ask(this.#request);
        return undefined;
      }
      this.#take(grant);
      this.#around.journal.note(this.#name, "got a new token and goes on where it was", "good");
      void this.#explain(turn);
      return grant;
    } catch (problem) {
      if (turn === this.#turn) {
        this.#refused(problem as Error);
      }
      return undefined;
    }
  }

  #take(grant: Grant): void {
    this.#grant = grant;
    const decoded = decodeToken(grant.headers.Authorization);
    this.#decision.granted(grant, decoded.payload.exp - decoded.payload.iat);
    find(this.element, "pre", HTMLElement).textContent =
      `${JSON.stringify(decoded.header, undefined, 2)}\n${JSON.stringify(decoded.payload, undefined, 2)}`;
    this.#offer(tamperings(grant));
  }

  #refused(problem: Error): void {
    this.#sync?.stop();
    this.#offer([]);
    this.#decision.refused(problem);
    this.#rows.forget("No rows without a token.");
    this.#around.journal.note(this.#name, `was refused: ${problem.message}`, "bad");
  }

  async #explain(turn: number): Promise<void> {
    const administrator = this.#around.users.find((user) => user.roles.includes("administrator"));
    if (!administrator || turn !== this.#turn) {
      return;
    }
    const explanation = await explain(administrator, this.#user, this.#request).catch(() => undefined);
    if (explanation && turn === this.#turn) {
      this.#decision.explained(explanation);
    }
  }

  #offer(ways: Tampering[]): void {
    this.#tamperings = ways;
    const chosen = this.#how.value;
    const labels = ways.length > 0 ? ways.map(({ label }) => label) : ["No token to tamper with"];
    this.#how.replaceChildren(...labels.map((label) => make("option", "", label)));
    if (ways.some(({ label }) => label === chosen)) {
      this.#how.value = chosen;
    }
    for (const control of [this.#expire, this.#how, this.#send]) {
      control.disabled = ways.length === 0;
    }
  }

  #expireToken(): void {
    this.#decision.lasts(0);
    this.#around.journal.note(this.#name, "goes on with an expired token");
    this.#sync?.expire();
  }

  async #tamper(): Promise<void> {
    const way = this.#tamperings.find(({ label }) => label === this.#how.value);
    if (!this.#grant || !way) {
      return;
    }
    const { request, status, code, detail } = await tamper(this.#grant, way);
    this.#echo.replaceChildren(
      make("code", "sent", request),
      make("p", "got", make("b", "", `${status} ${code}`), ` ${detail}`),
    );
    this.#around.journal.note(this.#name, `tampered (${way.label.toLowerCase()}): ${status} ${code}`, status < 400 ? "good" : "bad");
  }

  #moveButton(row: Row): HTMLElement | undefined {
    const { id, org_id: from, title } = row;
    const target = this.#around.organisations.find((one) => one.id !== Number(from));
    if (this.#grant?.params.table !== "tasks" || typeof id !== "string" || from === undefined || !target) {
      return undefined;
    }
    const button = make("button", "move", `→ ${target.name}`);
    button.type = "button";
    button.setAttribute("aria-label", `Move ${textOf(title)} to ${target.name}`);
    button.addEventListener("click", () => {
      this.#around.changes.begin(id);
      moveTask(id, target.id).catch((problem: unknown) => {
        this.#around.journal.note("The move", `failed: ${(problem as Error).message}`, "bad");
      });
    });
    return button;
  }

  #arrived(row: Row, what: string, latency: number | undefined): void {
    const name = textOf(row.title ?? row.value ?? row.id);
    const took = latency === undefined ? "" : ` after ${latency} ms`;
    this.#around.journal.note(this.#name, `saw “${name}” ${what === "left" ? "leave" : what === "changed" ? "change" : "arrive"}${took}`);
  }
}
