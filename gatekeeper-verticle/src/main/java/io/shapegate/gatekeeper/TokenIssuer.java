package io.shapegate.gatekeeper;

import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.ShapeClaim;
import io.shapegate.contract.Subject;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/** Writes what a policy allowed into a token. */
final class TokenIssuer {
  private final TokenConfig config;
  private final TokenSigner signer;
  private final Clock clock;

  TokenIssuer(TokenConfig config, TokenSigner signer, Clock clock) {
    this.config = config;
    this.signer = signer;
    this.clock = clock;
  }

  /** How long a token for it lives. */
  long seconds(Allow allow) {
    return Math.min(allow.ttl().toSeconds(), config.maxTtl().toSeconds());
  }

  ShapeToken issue(Subject subject, Allow allow) {
    String id = UUID.randomUUID().toString();
    long now = clock.millis() / 1000;
    long end = now + seconds(allow);
    JsonObject claims = new JsonObject()
        .put("iss", config.issuer())
        .put("aud", config.audience())
        .put("sub", subject.id())
        .put("iat", now)
        .put("nbf", now)
        .put("exp", end)
        .put("jti", id)
        .put("shape", new ShapeClaim(allow.shape(), allow.subsets()).toJson());
    return new ShapeToken(
        id, signer.sign(claims), allow.shape(), end - now, Instant.ofEpochSecond(end));
  }
}
