import { follow } from "./followers.js";
import { answer, gatekeeper, users } from "./followers-answer.js";

const following = Promise.all(users.map((user) => follow({ gatekeeper, user })));
answer(
  following.then((states) => () => Promise.resolve(states.map((state) => state()))),
  () => Promise.resolve(),
);
