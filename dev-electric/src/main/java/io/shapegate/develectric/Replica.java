package io.shapegate.develectric;

/** Whether an update carries the changed columns only, or the whole row and its old values. */
enum Replica {
  DEFAULT,
  FULL
}
