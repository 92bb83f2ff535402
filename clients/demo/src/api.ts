/** What the page asks of the demo's back end and of the gatekeeper. All answers are of our own origin. */

export interface User {
  name: string;
  description: string;
  roles: string[];
}

export interface Organisation {
  id: number;
  name: string;
}

export interface ShapeRequest {
  table: string;
  where?: string;
  columns?: string;
}

export interface Sample extends ShapeRequest {
  label: string;
  hint: string;
}

export interface Samples {
  shapes: Sample[];
  tables: string[];
  users: User[];
  organisations: Organisation[];
}

/** The gatekeeper's answer: all that a ShapeStream needs. */
export interface Grant {
  url: string;
  headers: { Authorization: string };
  params: { table: string; where?: string; columns?: string; params?: Record<string, string> };
  expires_at: string;
}

/** An error as every server of ours writes it (RFC 9457). */
export interface ProblemBody {
  status: number;
  code: string;
  title: string;
  detail: string;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(body: ProblemBody) {
    super(body.detail);
    this.status = body.status;
    this.code = body.code;
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const unknown = { status: response.status, code: "unreadable", title: "", detail: response.statusText };
  return new Problem(((await response.json().catch(() => unknown)) as ProblemBody | null) ?? unknown);
}

async function call<T>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(
    path,
    body === undefined
      ? { headers }
      : {
          method: "POST",
          headers: { "Content-Type": "application/json", ...headers },
          body: JSON.stringify(body),
        },
  );
  if (!response.ok) {
    throw await problemOf(response);
  }
  return (await response.json()) as T;
}

export const samples = (): Promise<Samples> => call("/demo/samples");

export const insertItem = (id: string, value: string): Promise<unknown> =>
  call("/demo/rows", { table: "items", id, value });

export const insertTask = (id: string, organisation: number, title: string): Promise<unknown> =>
  call("/demo/rows", { table: "tasks", id, org_id: organisation, title });

export const moveTask = (id: string, organisation: number): Promise<unknown> =>
  call("/demo/moves", { id, org_id: organisation });

const signedIn = new Map<string, Promise<{ token: string }>>();

/** The header that says who asks; nobody sends none. */
async function authorization(user: User | undefined): Promise<Record<string, string>> {
  if (!user) {
    return {};
  }
  const known = signedIn.get(user.name) ?? call<{ token: string }>("/demo/sign-in", { user: user.name });
  signedIn.set(user.name, known);
  known.catch(() => signedIn.delete(user.name));
  return { Authorization: `Bearer ${(await known).token}` };
}

const path = (request: ShapeRequest): string => `/gatekeeper/${encodeURIComponent(request.table)}`;

const fields = ({ where, columns }: ShapeRequest): Record<string, string> => ({
  ...(where && { where }),
  ...(columns && { columns }),
});

/** A token for a shape; a {@link Problem} where the policy says no. */
export async function ask(user: User | undefined, request: ShapeRequest): Promise<Grant> {
  return call(path(request), fields(request), await authorization(user));
}

export interface Explanation {
  decision: "allow" | "deny" | "unavailable";
  reason?: string;
  policies: { address: string; rules?: string[] }[];
}

/** Which rules decide about that user: an administrator asks, as others may not. Nothing is signed for it. */
export async function explain(
  administrator: User,
  user: User | undefined,
  request: ShapeRequest,
): Promise<Explanation> {
  const subject = user ? { id: user.name, claims: { roles: user.roles } } : { anonymous: true };
  return call(path(request), { ...fields(request), explain: true, subject }, await authorization(administrator));
}
