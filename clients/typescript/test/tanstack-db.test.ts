import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { taskCollection } from "../examples/tanstack-db.js";
import { areTasksOf, database, insertTask, signIn, titlesOf, tokensLast, until } from "./stack.js";

afterEach(() => tokensLast(600));
after(() => database.end());

test("a collection syncs, outlives its tokens, keeps users apart and is empty after logout", async () => {
  await tokensLast(2);
  const alice = signIn("alice");
  const bob = signIn("bob");
  const collections = [await taskCollection(alice), await taskCollection(bob)] as const;
  const titles = (index: 0 | 1) => [...collections[index].values()].map((task) => task.title);
  await Promise.all(collections.map((collection) => collection.preload()));

  const start = performance.now();
  for (let i = 0; performance.now() - start < 5_000; i++) {
    await insertTask(1, `acme ${i}`);
    await insertTask(2, `globex ${i}`);
    await until("alice's rows", () => areTasksOf(1, titles(0)));
    await until("bob's rows", () => areTasksOf(2, titles(1)));
  }
  await database.query("UPDATE tasks SET org_id = 2, project_id = 2 WHERE title = 'acme 0'");
  await until("the move out of alice's organisation", () => areTasksOf(1, titles(0)));
  await until("the move into bob's", () => areTasksOf(2, titles(1)));
  assert.ok([...collections[0].values()].every((task) => task.org_id === 1));

  await alice.logout();
  await insertTask(1, "after alice's logout");
  await insertTask(2, "for bob");

  await until("bob's row", () => areTasksOf(2, titles(1)));
  assert.deepEqual(titles(0), []);
  assert.ok((await titlesOf(1)).length > 0);
  await bob.logout();
});
