// The same clients in Chromium, on a page whose origin is neither the gatekeeper's nor the proxies', so that all is subject to
// CORS. CHROMIUM names a browser other than Debian's.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { rolldown } from "rolldown";
import type { User } from "./followers.js";
import { answer, gatekeeper, users } from "./followers-answer.js";

async function script(): Promise<string> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL("./followers-page.js", import.meta.url)),
    platform: "browser",
  });
  const { output } = await bundle.generate({ format: "iife" });
  return output[0].code;
}

/** A page with the clients on it, at a free port. */
async function served(code: string): Promise<string> {
  const page = `<!doctype html><meta charset="utf-8"><title>Followers</title><script>${code.replaceAll("</script", "<\\/script")}</script>`;
  const server = createServer((_, response) => {
    response.setHeader("Content-Type", "text/html").end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/**
 * Each user has a context, which is to Chromium a browser of its own, with its own storage and its own connections: over
 * HTTP/1.1 it opens six to one origin, of which the user's four clients hold four while they wait.
 */
async function opened(browser: Browser, address: string, user: User): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.on("pageerror", (error) => {
    console.error("in the page:", error);
    process.exitCode = 1;
    void browser.close().then(() => process.exit());
  });
  await page.goto(address);
  await page.evaluate((setting) => globalThis.followers.start(setting), { gatekeeper, user });
  return page;
}

const address = await served(await script());
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  // Chromium does not sandbox for root, who runs builds in containers.
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const opening = Promise.all(users.map((user) => opened(browser, address, user)));
answer(
  opening.then((pages) => () => Promise.all(pages.map((page) => page.evaluate(() => globalThis.followers.state())))),
  () => browser.close(),
);
