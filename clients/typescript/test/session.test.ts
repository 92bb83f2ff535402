import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { Denied, Session, syncShape } from "../src/index.js";
import type { Task } from "../examples/tanstack-db.js";
import { areTasksOf, database, gatekeeper, insertTask, signIn, tokensLast, until, watchRequests } from "./stack.js";

const open: Session[] = [];

function as(user: "alice" | "bob", more = {}): Session {
  const session = signIn(user, more);
  open.push(session);
  return session;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.logout()));
  await database.query("DELETE FROM shapegate.rules WHERE name LIKE 'test-%'");
  await tokensLast(600);
});

after(() => database.end());

test("syncs what the user may see, and follows it", async () => {
  const shape = await syncShape<Task>(as("alice"), "tasks");
  const titles = () => shape.currentRows.map((task) => task.title);
  await until("the first rows", () => areTasksOf(1, titles()));

  await insertTask(1, "by alice's colleague");
  await insertTask(2, "by bob");
  await database.query("UPDATE tasks SET title = 'renamed' WHERE title = 'by alice''s colleague'");

  await until("the changes", () => areTasksOf(1, titles()));
  assert.ok(titles().includes("renamed"));
  assert.ok(shape.currentRows.every((task) => task.org_id === 1 && !("budget" in task)));
});

test("renews a token before it expires, and the proxy never has to refuse one", async () => {
  await tokensLast(4);
  const watch = watchRequests();
  const session = as("alice");
  const shape = await syncShape<Task>(session, "tasks");

  const tokens = () => watch.requests.filter((request) => request.startsWith("POST /gatekeeper")).length;
  // A change ends a long poll, so that the next one asks for a token that is new enough.
  for (let i = 0; tokens() < 4; i++) {
    await insertTask(1, `early ${i}`);
    await until("the row", () =>
      areTasksOf(
        1,
        shape.currentRows.map((task) => task.title),
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }

  watch.stop();
  assert.deepEqual(
    watch.requests.filter((request) => request.endsWith(" 401")),
    [],
  );
});

test("renews a token that expires while it waits for changes", async () => {
  await tokensLast(2);
  const watch = watchRequests();
  const shape = await syncShape<Task>(as("alice"), "tasks");

  const refused = () => watch.requests.filter((request) => request.endsWith("/v1/shape 401")).length;
  await until("two refusals", () => refused() >= 2);
  await insertTask(1, "after two expiries");

  await until("the row", () =>
    areTasksOf(
      1,
      shape.currentRows.map((task) => task.title),
    ),
  );
  watch.stop();
});

test("follows a grant that changes", async () => {
  await tokensLast(2);
  const shape = await syncShape<Task>(as("alice"), "tasks");
  const titles = () => shape.currentRows.map((task) => task.title);
  await until("the first rows", () => areTasksOf(1, titles()));

  await database.query(
    `INSERT INTO shapegate.rules (name, table_name, audience, row_filter, columns, ttl_seconds, priority)
     VALUES ('test-other', 'tasks', 'authenticated', 'org_id = 2', ARRAY['id', 'org_id', 'title'], 2, 1)`,
  );

  await until("the rows of the new grant", () => areTasksOf(2, titles()));
  await insertTask(2, "under the new grant");
  await until("a change under the new grant", () => areTasksOf(2, titles()));
});

test("stops where the gatekeeper does not grant the shape any more", async () => {
  await tokensLast(2);
  let denied: [string, Denied] | undefined;
  await syncShape<Task>(
    as("alice", { onDenied: (table: string, refusal: Denied) => (denied = [table, refusal]) }),
    "tasks",
  );

  await database.query(
    "INSERT INTO shapegate.rules (name, effect, table_name, audience) VALUES ('test-deny', 'deny', 'tasks', 'authenticated')",
  );

  await until("the refusal", () => denied !== undefined);
  assert.equal(denied?.[0], "tasks");
  assert.equal(denied[1].status, 403);
});

test("says why there is no token", async () => {
  const nobody = new Session({ gatekeeper });
  const stranger = new Session({ gatekeeper, identity: () => "not.a.token" });

  await assert.rejects(nobody.shapeOptions("tasks"), (error: Denied) => error.status === 403);
  await assert.rejects(stranger.shapeOptions("tasks"), (error: Denied) => error.status === 401);
});

test("asks for subsets by POST", async () => {
  const watch = watchRequests();
  const session = as("alice");
  const { ShapeStream } = await import("@electric-sql/client");
  const stream = new ShapeStream<Task>({ ...(await session.shapeOptions("tasks")), log: "changes_only" } as never);
  stream.subscribe(() => undefined);

  const { data } = await stream.requestSnapshot({ where: "title = $1", params: { 1: "Drop it" } });

  watch.stop();
  assert.deepEqual(
    data.map((message) => message.value.title),
    ["Drop it"],
  );
  assert.ok(watch.requests.includes("POST /proxy/v1/shape 200"), watch.requests.join("\n"));
});

test("stops and forgets at logout", async () => {
  const session = signIn("alice");
  const shape = await syncShape<Task>(session, "tasks");
  await until("the first rows", () =>
    areTasksOf(
      1,
      shape.currentRows.map((task) => task.title),
    ),
  );
  const bob = await syncShape<Task>(as("bob"), "tasks");
  await until("bob's rows", () =>
    areTasksOf(
      2,
      bob.currentRows.map((task) => task.title),
    ),
  );
  const watch = watchRequests();

  await session.logout();
  await insertTask(1, "after alice's logout");
  await insertTask(2, "seen by bob");
  await until("bob's change", () =>
    areTasksOf(
      2,
      bob.currentRows.map((task) => task.title),
    ),
  );

  watch.stop();
  assert.deepEqual(shape.currentRows, []);
  assert.equal(shape.isConnected(), false);
  await assert.rejects(session.shapeOptions("tasks"));
});
