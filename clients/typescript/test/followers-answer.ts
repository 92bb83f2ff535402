// What a test that is started from outside (ConvergenceIT) speaks: its argument is JSON, and each line on the standard input
// is answered with the state of each user's clients, in one line, once they have started.
import { createInterface } from "node:readline";
import type { State, User } from "./followers.js";

export const { gatekeeper, users } = JSON.parse(process.argv[2] ?? "{}") as { gatekeeper: string; users: User[] };

/** Until the input ends, which may be before they have started. */
export function answer(states: Promise<() => Promise<State[]>>, end: () => Promise<void>): void {
  createInterface({ input: process.stdin })
    .on("line", () => void states.then(async (ask) => process.stdout.write(`${JSON.stringify(await ask())}\n`)))
    .on("close", () => void end().finally(() => process.exit(0)));
}
