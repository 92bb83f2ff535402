import assert from "node:assert/strict";
import pg from "pg";
import { askForGrant } from "../src/grant.js";
import { Session, type SessionOptions } from "../src/index.js";

function setting(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is missing; the tests run against a local stack, see README.md`);
  return value;
}

export const gatekeeper = `${setting("SHAPEGATE_URL")}/gatekeeper`;
export const identities = { alice: setting("ALICE"), bob: setting("BOB") };

export function signIn(user: keyof typeof identities, more: Partial<SessionOptions> = {}): Session {
  return new Session({ gatekeeper, identity: () => identities[user], ...more });
}

/** The application's own way to its data. */
export const database = new pg.Pool({ connectionString: setting("DATABASE_URL"), max: 2 });

export async function titlesOf(orgId: number): Promise<string[]> {
  const { rows } = await database.query<{ title: string }>("SELECT title FROM tasks WHERE org_id = $1", [orgId]);
  return rows.map((row) => row.title).sort();
}

export async function insertTask(orgId: number, title: string): Promise<void> {
  await database.query("INSERT INTO tasks (org_id, project_id, title) VALUES ($1, $1, $2)", [orgId, title]);
}

/** Counts as soon as this returns. */
export async function tokensLast(seconds: number): Promise<void> {
  await database.query("UPDATE shapegate.rules SET ttl_seconds = $1 WHERE name LIKE 'tasks-%'", [seconds]);
  await until(`tokens last ${seconds} s`, async () => {
    const asking = askForGrant(`${gatekeeper}/tasks`, identities.alice, {}, new AbortController().signal);
    const grant = await asking.catch(() => undefined);
    return grant !== undefined && Math.abs((Date.parse(grant.expires_at) - Date.now()) / 1000 - seconds) < 2;
  });
}

/** Asks until it holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await holds())) {
    assert.ok(performance.now() < end, `not within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether the titles are those that Postgres has for the organisation. */
export async function areTasksOf(orgId: number, titles: string[]): Promise<boolean> {
  return JSON.stringify([...titles].sort()) === JSON.stringify(await titlesOf(orgId));
}

/** The requests that a piece of code makes, and how they were answered. */
export function watchRequests(): { requests: string[]; stop: () => void } {
  const original = globalThis.fetch;
  const requests: string[] = [];
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    const response = await original(input, init);
    requests.push(`${init?.method ?? "GET"} ${new URL(url).pathname} ${response.status}`);
    return response;
  };
  return {
    requests,
    stop: () => {
      globalThis.fetch = original;
    },
  };
}
