export { Denied, type Grant, type Wish } from "./grant.js";
export { Session, type SessionOptions, type SessionShapeOptions } from "./session.js";
export { syncShape } from "./synced-shape.js";
