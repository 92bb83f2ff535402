// Several clients of several users, in every way to sync, for a test that is steered from outside (ConvergenceIT).
// Arguments: the gatekeeper's base, then for each user the one organisation that it may see and its identity token.
// Each line on the standard input is answered with one JSON object: the rows of every client, and what any of them saw at any
// time that it may not see.
import { createInterface } from "node:readline";
import { type Message, Shape, ShapeStream } from "@electric-sql/client";
import { taskCollection } from "../examples/tanstack-db.js";
import { Session } from "../src/index.js";

type Row = Record<string, unknown>;

const COLUMNS = ["done", "id", "org_id", "title"];
const [gatekeeper = "", ...users] = process.argv.slice(2);
const clients: { user: number; way: string; rows: () => Row[] }[] = [];
const foreign: Row[] = [];

function look(user: number, orgId: number, row: Row) {
  const isWhole = "org_id" in row;
  if ((isWhole && row.org_id !== orgId) || Object.keys(row).some((column) => !COLUMNS.includes(column))) {
    foreign.push({ user, ...row });
  }
}

async function followStream(session: Session, user: number, orgId: number, liveSse: boolean) {
  const stream = new ShapeStream<Row>({ ...(await session.shapeOptions("tasks")), liveSse } as never);
  // Changes too have only what changed; a delete has the key of a row that has left.
  stream.subscribe((messages: Message<Row>[]) => {
    for (const message of messages) {
      if ("value" in message && message.headers.operation !== "delete") {
        look(user, orgId, message.value);
      }
    }
  });
  const shape = new Shape(stream);
  shape.subscribe(({ rows }) => {
    rows.forEach((row) => {
      look(user, orgId, row);
    });
  });
  clients.push({ user, way: liveSse ? "events" : "long polls", rows: () => shape.currentRows });
}

async function followCollection(session: Session, user: number, orgId: number) {
  const collection = await taskCollection(session);
  collection.subscribeChanges((changes) => {
    changes
      .filter((change) => change.type !== "delete")
      .forEach((change) => {
        // TanStack DB adds some of its own to a row.
        const columns = Object.entries(change.value).filter(([name]) => !name.startsWith("$"));
        look(user, orgId, Object.fromEntries(columns));
      });
  });
  clients.push({ user, way: "TanStack DB", rows: () => [...collection.values()].map((task) => ({ ...task })) });
}

for (let user = 0; 2 * user < users.length; user++) {
  const orgId = Number(users[2 * user]);
  const identity = () => users[2 * user + 1] ?? "";
  const session = () =>
    new Session({
      gatekeeper,
      identity,
      onDenied: (_, denied) => {
        foreign.push({ user, denied: denied.message });
      },
    });
  await followStream(session(), user, orgId, false);
  await followStream(session(), user, orgId, false);
  await followStream(session(), user, orgId, true);
  await followCollection(session(), user, orgId);
}

createInterface({ input: process.stdin })
  .on("line", () => {
    const states = clients.map(({ user, way, rows }) => ({
      user,
      way,
      rows: rows().map((row) => Object.fromEntries(COLUMNS.map((column) => [column, row[column]]))),
    }));
    process.stdout.write(`${JSON.stringify({ clients: states, foreign })}\n`);
  })
  .on("close", () => process.exit(0));
