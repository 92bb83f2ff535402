import { defineConfig } from "@playwright/test";

/** Against a stack that runs; STACK says where. CHROMIUM names a browser other than Debian's. */
export default defineConfig({
  testDir: "e2e",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 1,
  retries: 0,
  forbidOnly: process.env.CI === "true",
  outputDir: "test-results",
  reporter: [["list"]],
  use: {
    baseURL: process.env.STACK ?? "http://localhost:4000",
    viewport: { width: 1280, height: 900 },
    trace: "off",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      // Chromium does not sandbox for root, who runs builds in containers.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
});
