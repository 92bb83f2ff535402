package io.shapegate.gatekeeper;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Shape;
import io.shapegate.contract.UpstreamQuery;

/**
 * Refuses a shape that would not fit upstream: Electric takes a request line of 10,000 bytes, of which 2,000 are for what
 * the client adds. A claim of over 9,000 bytes, which only control characters lead to, makes a token that no proxy reads.
 */
final class ShapeLimit {
  static final String CODE = "shape_too_large";
  private static final int MAX_QUERY_BYTES = 8_000;
  private static final int MAX_CLAIM_BYTES = 9_000;

  private ShapeLimit() {}

  /** What a shape takes of both limits, in bytes. */
  record Size(int query, int maxQuery, int claim, int maxClaim) {}

  static Size of(Shape shape) {
    return new Size(
        UpstreamQuery.of(shape).length(),
        MAX_QUERY_BYTES,
        shape.toJson().toBuffer().length(),
        MAX_CLAIM_BYTES);
  }

  static Decision check(Decision decision) {
    if (!(decision instanceof Allow allow)) {
      return decision;
    }
    Size size = of(allow.shape());
    if (size.query() > MAX_QUERY_BYTES) {
      return tooLarge("in a request to Electric", size.query(), MAX_QUERY_BYTES);
    }
    return size.claim() > MAX_CLAIM_BYTES
        ? tooLarge("in a token", size.claim(), MAX_CLAIM_BYTES)
        : decision;
  }

  private static Deny tooLarge(String where, int length, int limit) {
    return new Deny(
        CODE, "the granted shape takes " + length + " bytes " + where + "; at most " + limit);
  }
}
