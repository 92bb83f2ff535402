import { follow, type Setting, type State } from "./followers.js";

declare global {
  var followers: { start: (setting: Setting) => Promise<void>; state: () => State };
}

let state: () => State;
globalThis.followers = {
  start: async (setting) => {
    state = await follow(setting);
  },
  state: () => state(),
};
