import { createCollection } from "@tanstack/db";
import { electricCollectionOptions } from "@tanstack/electric-db-collection";
import type { Session } from "../src/index.js";

// A type and not an interface: Electric's types want the index signature that only a type has.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type Task = { id: string; org_id: number; project_id: number; title: string; done: boolean };

/** The user's tasks as a collection of TanStack DB; live queries on it work as on any other. */
export async function taskCollection(session: Session) {
  const shapeOptions = await session.shapeOptions("tasks");
  const collection = createCollection(
    electricCollectionOptions<Task>({
      id: `tasks of ${session.id}`,
      shapeOptions,
      getKey: (task) => task.id,
    }),
  );
  session.onLogout(() => collection.cleanup());
  return collection;
}
