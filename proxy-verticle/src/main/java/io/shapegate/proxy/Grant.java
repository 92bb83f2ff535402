package io.shapegate.proxy;

import io.netty.util.AsciiString;
import io.shapegate.contract.ShapeClaim;
import io.shapegate.contract.UpstreamQuery;

/**
 * What a verified token grants, ready for any number of requests.
 *
 * @param subject whom the token is for
 * @param expiresAt when the token ends, in milliseconds since 1970
 * @param upstreamQuery the claim's shape as the query of a request to Electric
 * @param limited who shares limits: all requests of a subject; of those who gave no name, all requests of a token
 */
record Grant(
    ShapeClaim claim, String subject, long expiresAt, AsciiString upstreamQuery, String limited) {
  private static final String ANONYMOUS = "anonymous";

  /** @param tokenId the token's {@code jti} */
  static Grant of(ShapeClaim claim, String subject, String tokenId, long expiresAtSeconds) {
    return new Grant(
        claim,
        subject,
        expiresAtSeconds * 1_000,
        AsciiString.of(UpstreamQuery.of(claim.shape())),
        subject.equals(ANONYMOUS) ? "token " + tokenId : "subject " + subject);
  }
}
