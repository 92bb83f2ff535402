// The clients of one user, in every way to sync, and all that any of them saw that the user may not see. For Node and browsers.
import { isChangeMessage, isControlMessage, type Message, type Row, Shape, ShapeStream } from "@electric-sql/client";
import { taskCollection } from "../examples/tanstack-db.js";
import { Session } from "../src/index.js";

/** The one organisation that a user sees, the columns of its tasks that it sees, and its identity token. */
export interface User {
  orgId: number;
  columns: string[];
  identity: string;
}

/** What a client has now. */
export interface ClientState {
  way: string;
  rows: Row<unknown>[];
}

/** What was seen and must not be. */
export type Foreign = Record<string, unknown>;

export interface State {
  clients: ClientState[];
  foreign: Foreign[];
}

/** Where the clients follow, and for whom. */
export interface Setting {
  gatekeeper: string;
  user: User;
}

/** Starts the clients. Resolves to a question that may be asked at any time. */
export async function follow({ gatekeeper, user }: Setting): Promise<() => State> {
  const followers = new Followers(gatekeeper, user);
  await followers.stream("long polls", false);
  await followers.stream("long polls of another", false);
  await followers.stream("events", true);
  await followers.collection();
  return () => followers.state();
}

class Followers {
  readonly #gatekeeper: string;
  readonly #user: User;
  readonly #clients: { way: string; rows: () => Row<unknown>[] }[] = [];
  readonly #foreign: Foreign[] = [];

  constructor(gatekeeper: string, user: User) {
    this.#gatekeeper = gatekeeper;
    this.#user = user;
  }

  state(): State {
    return { clients: this.#clients.map(({ way, rows }) => ({ way, rows: rows() })), foreign: this.#foreign };
  }

  async stream(way: string, liveSse: boolean): Promise<void> {
    const stream = new ShapeStream<Row<unknown>>({
      ...(await this.#session().shapeOptions("tasks")),
      liveSse,
    } as never);
    const given = new Set<string>();
    const positions = new Set<string>();
    stream.subscribe((messages) => {
      messages
        .filter((message) => !isRepeated(message, positions))
        .forEach((message) => {
          this.#lookAtMessage(way, message, given);
        });
    });
    const shape = new Shape(stream);
    shape.subscribe(({ rows }) => {
      rows.forEach((row) => {
        this.#look(way, row);
      });
    });
    this.#clients.push({ way, rows: () => shape.currentRows });
  }

  async collection(): Promise<void> {
    const way = "TanStack DB";
    const collection = await taskCollection(this.#session());
    collection.subscribeChanges((changes) => {
      changes
        .filter((change) => change.type !== "delete")
        .forEach((change) => {
          this.#look(way, ownColumns(change.value));
        });
    });
    this.#clients.push({ way, rows: () => [...collection.values()].map(ownColumns) });
  }

  #session(): Session {
    return new Session({
      gatekeeper: this.#gatekeeper,
      identity: () => this.#user.identity,
      onDenied: (_, denied) => {
        this.#foreign.push({ denied: denied.message });
      },
    });
  }

  /** An update has only what changed, so it is known by the row that it is of; a delete has the key of a row that has left. */
  #lookAtMessage(way: string, message: Message<Row<unknown>>, given: Set<string>): void {
    if (isControlMessage(message) && message.headers.control === "must-refetch") {
      given.clear();
    }
    if (!isChangeMessage(message)) {
      return;
    }
    const { operation } = message.headers;
    this.#lookAtColumns(way, message.value);
    if (operation === "insert") {
      this.#look(way, message.value);
      given.add(message.key);
    } else if (!given.has(message.key)) {
      this.#foreign.push({ way, operation, ...message.value });
    }
    if (operation === "delete") {
      given.delete(message.key);
    }
  }

  #look(way: string, row: Row<unknown>): void {
    this.#lookAtColumns(way, row);
    if (row.org_id !== this.#user.orgId) {
      this.#foreign.push({ way, ...row });
    }
  }

  #lookAtColumns(way: string, row: Row<unknown>): void {
    if (Object.keys(row).some((column) => !this.#user.columns.includes(column))) {
      this.#foreign.push({ way, ...row });
    }
  }
}

/** TanStack DB adds some of its own to a row. */
function ownColumns(row: object): Row<unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith("$")));
}

/** Where events break off, Electric's client goes on behind the first change of the transaction that it had last. */
function isRepeated({ headers }: Message<Row<unknown>>, positions: Set<string>): boolean {
  const { lsn, op_position } = headers as { lsn?: string; op_position?: number };
  if (lsn === undefined || op_position === undefined) {
    return false;
  }
  const position = `${lsn} ${op_position}`;
  const repeated = positions.has(position);
  positions.add(position);
  return repeated;
}
