package io.shapegate.gatekeeper;

import io.shapegate.contract.Subject;
import io.shapegate.tokens.KeySource;
import io.shapegate.tokens.TokenVerifier;
import io.shapegate.tokens.Verdict;
import io.shapegate.tokens.Verdict.Rejected;
import io.shapegate.tokens.Verdict.Verified;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says who sent a request, from its {@code Authorization} header alone. */
final class Authenticator {
  private final @Nullable KeySource keys;
  private final @Nullable TokenVerifier verifier;
  private final boolean anonymous;
  private final TokenConfig own;

  Authenticator(Vertx vertx, IdentityConfig config, TokenConfig own) {
    this.keys = config.keys() == null ? null : config.keys().apply(vertx);
    this.verifier =
        keys == null ? null : new TokenVerifier(keys, config.rules(), Clock.systemUTC());
    this.anonymous = config.anonymous();
    this.own = own;
  }

  boolean isReady() {
    return verifier == null || verifier.isReady();
  }

  void close() {
    if (keys != null) {
      keys.close();
    }
  }

  /** Fails with a {@link Refusal}. Whoever gives any credential is never anonymous. */
  Future<Subject> authenticate(List<String> authorization) {
    if (authorization.isEmpty()) {
      return anonymous
          ? Future.succeededFuture(Subject.ANONYMOUS)
          : Future.failedFuture(Refusal.noCredential());
    }
    if (authorization.size() > 1) {
      return Future.failedFuture(Refusal.badCredential("more than one Authorization header"));
    }
    Optional<String> token = BearerCredential.token(authorization.get(0));
    if (token.isEmpty()) {
      return Future.failedFuture(
          Refusal.badCredential("the Authorization header is not: Bearer <token>"));
    }
    return verifier == null
        ? Future.failedFuture(Refusal.badCredential("no identity tokens are taken here"))
        : verifier.verify(token.get()).map(this::subject);
  }

  private Subject subject(Verdict verdict) {
    if (verdict instanceof Rejected rejected) {
      throw Refusal.badCredential(rejected.reason());
    }
    if (!(verdict instanceof Verified verified)) {
      throw Refusal.identityUnavailable();
    }
    JsonObject claims = verified.payload();
    if (isShapeToken(claims)) {
      throw Refusal.badCredential("a shape token says nothing about a user");
    }
    return new Subject(id(claims), false, claims);
  }

  private boolean isShapeToken(JsonObject claims) {
    Object audience = claims.getValue("aud");
    boolean forProxy = own.audience().equals(audience)
        || (audience instanceof JsonArray several && several.contains(own.audience()));
    return claims.containsKey("shape") || (forProxy && own.issuer().equals(claims.getValue("iss")));
  }

  private static String id(JsonObject claims) {
    String id = claims.getString("sub");
    SubjectName.fault(id).ifPresent(fault -> {
      throw Refusal.badCredential("sub " + fault);
    });
    return id;
  }
}
