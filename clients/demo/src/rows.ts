import type { Row } from "@electric-sql/client";
import type { Changes } from "./changes";
import { find, make } from "./dom";
import type { Rows } from "./sync";

const LEAVING_MS = 1_800;
const MARKED_MS = 6_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
/** Columns that stand small below the first one, where the table has a better one to begin with. */
const MINOR = ["id", "project_id", "inserted_at", "updated_at"];
const MAJOR = ["title", "value"];

export type Action = (row: Row) => HTMLElement | undefined;
export type Arrival = (row: Row, what: "arrived" | "changed" | "left", latency: number | undefined) => void;

/** The rows of a shape as a table in which whatever changes can be seen to change. */
export class RowsTable {
  readonly #table: HTMLTableElement;
  readonly #body: HTMLTableSectionElement;
  readonly #empty: HTMLElement;
  readonly #changes: Changes;
  readonly #action: Action;
  readonly #arrival: Arrival;
  #shown: Rows | undefined;
  readonly #lines = new Map<string, HTMLTableRowElement>();
  #columns: string[] = [];
  #name = "";

  constructor(root: Element, changes: Changes, action: Action, arrival: Arrival) {
    this.#table = find(root, "table", HTMLTableElement);
    this.#body = find(root, "tbody", HTMLTableSectionElement);
    this.#empty = find(root, ".empty", HTMLElement);
    this.#changes = changes;
    this.#action = action;
    this.#arrival = arrival;
    this.forget("");
  }

  /** Drops every row at once, as at a sign-out. */
  forget(message: string): void {
    this.#shown = undefined;
    this.#columns = [];
    this.#lines.clear();
    this.#body.replaceChildren();
    find(this.#table, "thead", HTMLElement).replaceChildren();
    this.#table.hidden = true;
    this.#empty.textContent = message;
    this.#empty.hidden = message === "";
  }

  show(name: string, rows: Rows): void {
    const before = this.#shown;
    this.#shown = rows;
    this.#name = name;
    this.#arrange(rows);
    for (const [key, row] of before ?? []) {
      if (!rows.has(key)) {
        this.#leave(key, row);
      }
    }
    for (const [key, row] of rows) {
      this.#place(key, row, before);
    }
    this.#summarize(rows.size);
  }

  #summarize(count: number): void {
    find(this.#table, "caption", HTMLElement).textContent = `${this.#name}: ${count} ${count === 1 ? "row" : "rows"}`;
    this.#table.hidden = this.#columns.length === 0;
    this.#empty.textContent = "No rows in this shape.";
    this.#empty.hidden = count > 0;
  }

  /** Columns are known from the first row on. */
  #arrange(rows: Rows): void {
    const first = rows.values().next().value;
    if (!first || this.#columns.length > 0) {
      return;
    }
    const names = Object.keys(first);
    const major = MAJOR.find((name) => names.includes(name));
    const rest = names.filter((name) => name !== major && !(major && MINOR.includes(name)));
    this.#columns = major ? [major, ...rest] : rest;
    const head = make("tr", "", ...this.#columns.map((name) => make("th", "", name)), make("th", "", make("span", "sr", "Action")));
    head.querySelectorAll("th").forEach((cell) => { cell.scope = "col"; });
    find(this.#table, "thead", HTMLElement).replaceChildren(head);
  }

  #place(key: string, row: Row, before: Rows | undefined): void {
    const old = before?.get(key);
    const line = this.#lines.get(key);
    if (line && old) {
      const changed = Object.keys(row).some((name) => row[name] !== old[name]);
      if (changed) {
        this.#fill(line, row);
        this.#mark(line, row, "changed");
      }
      return;
    }
    const added = make("tr");
    this.#fill(added, row);
    this.#lines.set(key, added);
    if (before) {
      this.#body.prepend(added);
      this.#mark(added, row, "arrived");
    } else {
      this.#body.append(added);
    }
  }

  #leave(key: string, row: Row): void {
    const line = this.#lines.get(key);
    this.#lines.delete(key);
    if (line) {
      this.#mark(line, row, "left");
      line.querySelector("button")?.remove();
      setTimeout(() => { line.remove(); }, LEAVING_MS);
    }
  }

  #mark(line: HTMLTableRowElement, row: Row, what: "arrived" | "changed" | "left"): void {
    const latency = this.#changes.latency(row.id);
    line.querySelector(".chip")?.remove();
    const chip = make("span", "chip", latency === undefined ? what : `${what} in ${latency} ms`);
    line.cells[0]?.insertBefore(chip, line.cells[0].querySelector(".minor"));
    // Taken away and set again, so that a second change flashes too.
    delete line.dataset.change;
    line.getBoundingClientRect();
    line.dataset.change = what;
    if (what !== "left") {
      setTimeout(() => { unmark(line, chip); }, MARKED_MS);
    }
    this.#arrival(row, what, latency);
  }

  #fill(line: HTMLTableRowElement, row: Row): void {
    const cells = this.#columns.map((name) => make("td", "", textOf(row[name])));
    cells.forEach((cell, i) => { cell.dataset.column = this.#columns[i] ?? ""; });
    const minor = Object.keys(row).filter((name) => !this.#columns.includes(name) && !name.endsWith("_at"));
    if (minor.length > 0) {
      const details = make("span", "minor", minor.map((name) => `${name} ${textOf(row[name])}`).join(" · "));
      details.title = minor.map((name) => `${name} ${written(row[name])}`).join("\n");
      cells[0]?.append(details);
    }
    const action = this.#action(row);
    line.replaceChildren(...cells, make("td", "act", ...(action ? [action] : [])));
  }
}

/** Unless there has been another change since. */
function unmark(line: HTMLTableRowElement, chip: HTMLElement): void {
  if (chip.isConnected) {
    chip.remove();
    delete line.dataset.change;
  }
}

/** A value in full. */
function written(value: unknown): string {
  return typeof value === "string" ? value : value === null || value === undefined ? "–" : JSON.stringify(value);
}

/** A value as people read it; UUIDs in short. */
export function textOf(value: unknown): string {
  const full = written(value);
  return UUID.test(full) ? `${full.slice(0, 4)}…${full.slice(-4)}` : full;
}
