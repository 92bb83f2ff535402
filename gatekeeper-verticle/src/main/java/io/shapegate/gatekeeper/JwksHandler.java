package io.shapegate.gatekeeper;

import io.shapegate.tokens.PublicJwk;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Publishes what our tokens can be verified with (RFC 7517, section 5): nothing, where the key is a shared secret. */
final class JwksHandler {
  private final Buffer document;

  JwksHandler(SigningKey key) {
    JsonArray keys = new JsonArray();
    key.publicJwk().map(PublicJwk::json).ifPresent(keys::add);
    document = new JsonObject().put("keys", keys).toBuffer();
  }

  void handle(Exchange exchange) {
    exchange.request().response().putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=300");
    exchange.answer(200, "keys", "application/json", document);
  }
}
