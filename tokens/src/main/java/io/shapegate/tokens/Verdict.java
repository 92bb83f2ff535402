package io.shapegate.tokens;

import io.vertx.core.json.JsonObject;

/** What became of a token. Ask for {@link Verified}: anything else is refused. */
public sealed interface Verdict {
  /** Signed by a known key, within its time, for us. */
  record Verified(JsonObject payload) implements Verdict {}

  /**
   * Not to be trusted in any part.
   *
   * @param reason a sentence that is safe to log and to show, without any text of the token
   */
  record Rejected(String reason) implements Verdict {}

  /** Nobody knows, as no key could be fetched so far; worth another try. */
  record Undecided() implements Verdict {}
}
