package io.shapegate.develectric;

import io.vertx.core.json.JsonObject;

/** A POST body that is no JSON object, or too large a one. */
final class BadBody extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient JsonObject body;

  BadBody(int status, JsonObject body) {
    super("bad body", null, false, false);
    this.status = status;
    this.body = body;
  }

  int status() {
    return status;
  }

  JsonObject body() {
    return body;
  }
}
