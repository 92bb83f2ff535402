import { defineConfig, type Plugin } from "vite";

/** Writes down which files there are, for a server that cannot list what is in its jar. */
function fileList(): Plugin {
  return {
    name: "file-list",
    generateBundle(_, bundle) {
      const names = Object.keys(bundle).filter((name) => name.startsWith("assets/"));
      this.emitFile({ type: "asset", fileName: "files.json", source: JSON.stringify(names) });
    },
  };
}

// The local stack answers /demo, /gatekeeper and /proxy while `npx vite` serves the page.
const stack = process.env.STACK ?? "http://localhost:4000";

export default defineConfig({
  plugins: [fileList()],
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { "/demo": stack, "/gatekeeper": stack, "/proxy": stack } },
});
