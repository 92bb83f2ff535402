package io.shapegate.proxy;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.ShapeClaim;
import io.shapegate.tokens.TokenVerifier;
import io.shapegate.tokens.Verdict;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Turns the token of a request into the claim that it grants. */
final class ClaimReader {
  private final TokenVerifier verifier;

  ClaimReader(TokenVerifier verifier) {
    this.verifier = verifier;
  }

  /** Fails with a {@link RefusedException} for anything but a verified token with a shape that can be read. */
  Future<ShapeClaim> read(Exchange exchange) {
    return BearerToken.of(exchange.request())
        .map(token -> verifier.verify(token).compose(verdict -> claim(exchange, verdict)))
        .orElseGet(() -> Future.failedFuture(RefusedException.unauthorized(
            "send one header: Authorization: Bearer <token from the gatekeeper>")));
  }

  private static Future<ShapeClaim> claim(Exchange exchange, Verdict verdict) {
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
      ShapeClaim claim = ShapeClaim.fromJson(shape);
      exchange.describe(
          verified.payload().getString("sub"), claim.shape().table().toString());
      return Future.succeededFuture(claim);
    } catch (ContractException e) {
      return Future.failedFuture(RefusedException.unauthorized("the token's shape cannot be read"));
    }
  }
}
