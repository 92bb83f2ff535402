import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { getShape, getShapeStream } from "@electric-sql/react";
import { Window } from "happy-dom";
import type { Task } from "../examples/tanstack-db.js";
import type { Session } from "../src/index.js";
import { areTasksOf, database, insertTask, signIn, tokensLast, until, watchRequests } from "./stack.js";

// A page without a browser. Requests stay Node's own.
const window = new Window();
Object.assign(globalThis, { window, document: window.document, navigator: window.navigator });
const { createRoot } = await import("react-dom/client");
const { Tasks } = await import("../examples/react.js");

afterEach(() => tokensLast(600));
after(async () => {
  await database.end();
  await window.happyDOM.close();
});

/** The tasks of a session in a part of the page of its own. */
function show(session: Session) {
  const part = document.body.appendChild(document.createElement("section"));
  const root = createRoot(part);
  root.render(<Tasks key={session.id} session={session} />);
  return {
    titles: () => [...part.querySelectorAll("li")].map((item) => item.textContent),
    close: () => {
      root.unmount();
      part.remove();
    },
  };
}

test("useShape shows each user's own rows, at the same time and one after the other", async () => {
  const alice = signIn("alice");
  const bob = signIn("bob");
  const seen = new Set<string>();
  const acme = show(alice);
  const globex = show(bob);
  await until("alice's rows", () => areTasksOf(1, acme.titles()));
  await until("bob's rows", () => areTasksOf(2, globex.titles()));

  await insertTask(1, "for alice in React");
  await until("alice's new row", () => areTasksOf(1, acme.titles()));
  globex.close();
  await bob.logout();
  acme.close();
  await alice.logout();

  // The same component, the same table, somebody else.
  const again = signIn("bob");
  const next = show(again);
  await until("bob's rows again", () => {
    next.titles().forEach((title) => seen.add(title));
    return areTasksOf(2, next.titles());
  });
  assert.ok(!seen.has("for alice in React"));
  next.close();
  await again.logout();
});

test("useShape outlives its tokens", async () => {
  await tokensLast(2);
  const alice = signIn("alice");
  const page = show(alice);
  const watch = watchRequests();
  await until("the rows", () => areTasksOf(1, page.titles()));

  await until("two refusals", () => watch.requests.filter((request) => request.endsWith("/v1/shape 401")).length >= 2);
  await insertTask(1, "after two expiries in React");
  await until("the new row", () => areTasksOf(1, page.titles()));

  watch.stop();
  page.close();
  await alice.logout();
});

test("the end of one session is not the end of another with the same shape", async () => {
  const first = signIn("alice");
  const second = signIn("alice");
  const page = show(first);
  const other = show(second);
  await until("the rows", () => areTasksOf(1, page.titles()));
  await until("the rows of the other", () => areTasksOf(1, other.titles()));

  page.close();
  await first.logout();
  await insertTask(1, "for the session that goes on");

  await until("the new row", () => areTasksOf(1, other.titles()));
  other.close();
  await second.logout();
});

test("logout empties the page and what React's package keeps", async () => {
  const alice = signIn("alice");
  const options = await alice.shapeOptions("tasks");
  const stream = getShapeStream<Task>(options);
  const shape = getShape(stream);
  const page = show(alice);
  await until("the rows", () => areTasksOf(1, page.titles()));

  page.close();
  await alice.logout();
  await insertTask(1, "after logout");

  assert.notEqual(getShape(stream), shape);
  assert.deepEqual(getShape(stream).currentRows, []);
  assert.equal(document.querySelectorAll("li").length, 0);
});
