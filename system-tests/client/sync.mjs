// Syncs one shape with Electric's official client and prints what happens, one JSON object a line:
//   {"event":"rows","rows":[…]}       the whole shape, whenever it changes
//   {"event":"token"}                 a token was fetched from the gatekeeper
//   {"event":"refused","status":401}  the proxy refused a request
//   {"event":"subset","rows":[…]}     the answer to a subset request
// Settings come as one JSON object in the first argument:
//   gatekeeper  URL to post to, such as http://localhost:4000/gatekeeper/items
//   identity    the user's identity token; nobody without
//   headers     "config" takes the gatekeeper's headers as they are, "function" gives the client a function
//   subset      options of requestSnapshot, sent by POST
//   sse         true for server-sent events
import { FetchError, Shape, ShapeStream } from "@electric-sql/client";

const settings = JSON.parse(process.argv[2]);
const print = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

async function fetchConfig() {
  const headers = settings.identity ? { Authorization: `Bearer ${settings.identity}` } : {};
  const response = await fetch(settings.gatekeeper, { method: "POST", headers });
  if (!response.ok) {
    throw new Error(`the gatekeeper answered ${response.status}: ${await response.text()}`);
  }
  print({ event: "token" });
  return response.json();
}

async function onError(error) {
  if (error instanceof FetchError && (error.status === 401 || error.status === 403)) {
    print({ event: "refused", status: error.status });
    return settings.headers === "function" ? {} : fetchConfig();
  }
  print({ event: "failed", message: String(error) });
  return undefined;
}

// A token for each request whose predecessor is about to expire, as an application with its own token store would do.
function headersByFunction(first) {
  let current = first;
  return {
    Authorization: async () => {
      if (Date.parse(current.expires_at) - Date.now() < 1000) {
        current = await fetchConfig();
      }
      return current.headers.Authorization;
    },
  };
}

const config = await fetchConfig();
const stream = new ShapeStream({
  ...config,
  headers: settings.headers === "function" ? headersByFunction(config) : config.headers,
  subsetMethod: "POST",
  liveSse: settings.sse === true,
  log: settings.subset ? "changes_only" : "full",
  onError,
});
const shape = new Shape(stream);
shape.subscribe(({ rows }) => print({ event: "rows", rows }));

if (settings.subset) {
  const { data } = await stream.requestSnapshot(settings.subset);
  print({ event: "subset", rows: data.map((message) => message.value) });
}

process.stdin.on("end", () => process.exit(0)).resume();
