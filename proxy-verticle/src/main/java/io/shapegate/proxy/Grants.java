package io.shapegate.proxy;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.ShapeClaim;
import io.shapegate.tokens.TokenVerifier;
import io.shapegate.tokens.Verdict;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;

/** Turns the token of a request into what it grants. Made for one event loop, and used on it alone. */
final class Grants {
  private final TokenVerifier verifier;
  private final TokenCache verified;

  Grants(TokenVerifier verifier, TokenCache verified) {
    this.verifier = verifier;
    this.verified = verified;
  }

  /** Fails with a {@link RefusedException} for anything but a verified token with a shape that can be read. */
  Future<Grant> of(MultiMap headers) {
    String header = BearerToken.header(headers);
    if (header == null) {
      return Future.failedFuture(RefusedException.unauthorized(
          "send one header: Authorization: Bearer <token from the gatekeeper>"));
    }
    Grant known = verified.find(header);
    return known == null ? verify(header) : Future.succeededFuture(known);
  }

  private Future<Grant> verify(String header) {
    return verifier
        .verify(BearerToken.in(header))
        .compose(Grants::grant)
        .onSuccess(grant -> verified.keep(header, grant));
  }

  private static Future<Grant> grant(Verdict verdict) {
    if (verdict instanceof Verdict.Undecided) {
      return Future.failedFuture(RefusedException.undecided());
    }
    if (verdict instanceof Verdict.Rejected rejected) {
      return Future.failedFuture(RefusedException.unauthorized(rejected.reason()));
    }
    if (!(verdict instanceof Verdict.Verified verified)
        || !(verified.payload().getValue("shape") instanceof JsonObject shape)) {
      return Future.failedFuture(RefusedException.unauthorized("the token is not for a shape"));
    }
    try {
      JsonObject payload = verified.payload();
      return Future.succeededFuture(Grant.of(
          ShapeClaim.fromJson(shape),
          payload.getString("sub"),
          payload.getString("jti"),
          payload.getLong("exp")));
    } catch (ContractException e) {
      return Future.failedFuture(RefusedException.unauthorized("the token's shape cannot be read"));
    }
  }
}
