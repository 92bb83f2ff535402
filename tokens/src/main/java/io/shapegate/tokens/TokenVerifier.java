package io.shapegate.tokens;

import io.shapegate.tokens.Verdict.Rejected;
import io.shapegate.tokens.Verdict.Undecided;
import io.shapegate.tokens.Verdict.Verified;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;

/** Says whether a token is to be trusted. Made for one event loop, and used on it alone. */
public final class TokenVerifier {
  private static final Rejected UNREADABLE =
      new Rejected("the token is not a JWT in the form that we take");
  private static final Rejected UNKNOWN_KEY =
      new Rejected("the token is signed with an unknown key");
  private static final Rejected BAD_SIGNATURE =
      new Rejected("the token's signature does not verify");

  private final KeySource keys;
  private final TokenRules rules;
  private final Clock clock;

  public TokenVerifier(KeySource keys, TokenRules rules, Clock clock) {
    this.keys = keys;
    this.rules = rules;
    this.clock = clock;
  }

  /** Whether there is a key to verify with. */
  public boolean isReady() {
    return keys.isReady();
  }

  /** Never fails; whatever goes wrong is a {@link Rejected}. */
  public Future<Verdict> verify(String text) {
    return Future.succeededFuture(text)
        .map(CompactToken::parse)
        .compose(
            parsed -> parsed.map(this::check).orElseGet(() -> Future.succeededFuture(UNREADABLE)))
        .otherwise(UNREADABLE);
  }

  private Future<Verdict> check(CompactToken token) {
    return keys.find(token.algorithm(), token.kid())
        .map(found -> found.map(key -> judge(token, key)).orElseGet(this::withoutKey));
  }

  private Verdict withoutKey() {
    return keys.isReady() ? UNKNOWN_KEY : new Undecided();
  }

  /** The claims come first, as they cost nothing; an expired token gets no signature check. */
  private Verdict judge(CompactToken token, VerificationKey key) {
    Optional<String> violation = rules.violation(token.payload(), clock.millis() / 1000);
    if (violation.isPresent()) {
      return new Rejected(violation.get());
    }
    if (rules.isOurs() && !SignatureForm.isOnlyOne(token.algorithm(), token.signature())) {
      return BAD_SIGNATURE;
    }
    return key.signed(token) ? new Verified(token.payload()) : BAD_SIGNATURE;
  }
}
