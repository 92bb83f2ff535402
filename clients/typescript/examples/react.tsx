import { getShape, useShape } from "@electric-sql/react";
import { Suspense, use } from "react";
import type { Session, SessionShapeOptions } from "../src/index.js";
import type { Task } from "./tanstack-db.js";

const granted = new WeakMap<Session, Promise<SessionShapeOptions>>();

/** The options of a session's tasks, asked for once. */
function taskOptions(session: Session): Promise<SessionShapeOptions> {
  const known = granted.get(session);
  if (known) {
    return known;
  }
  const options = session.shapeOptions("tasks");
  granted.set(session, options);
  return options;
}

/** The signed-in user's tasks. Give it another `key` for another user. */
export function Tasks({ session }: { session: Session }) {
  return (
    <Suspense fallback={<p>Asking the gatekeeper</p>}>
      <TaskList session={session} />
    </Suspense>
  );
}

function TaskList({ session }: { session: Session }) {
  const { data, stream, isError } = useShape<Task>(use(taskOptions(session)));
  // React's shapes live in a map of their package; one whose stream has ended is thrown out when it is asked for.
  session.onLogout(() => getShape(stream));
  if (isError) {
    return <p role="alert">The tasks cannot be synced</p>;
  }
  return (
    <ul>
      {data.map((task) => (
        <li key={task.id}>{task.title}</li>
      ))}
    </ul>
  );
}
