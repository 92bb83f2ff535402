package io.shapegate.proxy;

import io.shapegate.contract.ShapeClaim;
import io.shapegate.contract.UpstreamQuery;

/**
 * What a verified token grants, ready for any number of requests.
 *
 * @param subject whom the token is for
 * @param tokenId the token's {@code jti}
 * @param expiresAt when the token ends, in milliseconds since 1970
 * @param upstreamQuery the claim's shape as the query of a request to Electric
 */
record Grant(
    ShapeClaim claim, String subject, String tokenId, long expiresAt, String upstreamQuery) {
  private static final String ANONYMOUS = "anonymous";

  static Grant of(ShapeClaim claim, String subject, String tokenId, long expiresAtSeconds) {
    return new Grant(
        claim, subject, tokenId, expiresAtSeconds * 1_000, UpstreamQuery.of(claim.shape()));
  }

  /** Who shares limits: all requests of a subject; of those who gave no name, all requests of a token. */
  String limited() {
    return subject.equals(ANONYMOUS) ? "token " + tokenId : "subject " + subject;
  }
}
