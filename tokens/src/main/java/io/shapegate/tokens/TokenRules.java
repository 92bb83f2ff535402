package io.shapegate.tokens;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a token's claims must say (RFC 7519, section 4.1). {@code exp} and {@code sub} are always required. Clocks may
 * differ by 5 s for {@code nbf} and {@code iat}; {@code exp} has no leeway.
 *
 * @param issuer the {@code iss} to ask for; null for any
 * @param audience what {@code aud} must be or contain; null for any
 * @param maxLifetime from {@code iat} to {@code exp}; when given, {@code iat}, {@code nbf} and {@code jti} are required and
 *     a signature must be the only one of its kind, which is what our own tokens have
 */
public record TokenRules(
    @Nullable String issuer,
    @Nullable String audience,
    @Nullable Duration maxLifetime) {
  private static final long LEEWAY_SECONDS = 5;

  /** Later than any sensible clock; a number beyond it is a mistake or an attempt at an overflow. */
  private static final long MAX_NUMERIC_DATE = 100_000_000_000L;

  /** Why the claims do not hold at that time (seconds since 1970), or empty where they do. */
  Optional<String> violation(JsonObject claims, long now) {
    if (!(claims.getValue("sub") instanceof String sub) || sub.isEmpty()) {
      return Optional.of("the token has no sub");
    }
    if (issuer != null && !issuer.equals(claims.getValue("iss"))) {
      return Optional.of("the token is from another issuer");
    }
    if (audience != null && !audiences(claims.getValue("aud")).contains(audience)) {
      return Optional.of("the token is for another audience");
    }
    return timeViolation(claims, now);
  }

  private Optional<String> timeViolation(JsonObject claims, long now) {
    if (!isDate(claims, "exp", true)
        || !isDate(claims, "nbf", isOurs())
        || !isDate(claims, "iat", isOurs())) {
      return Optional.of("exp, nbf or iat of the token is missing or no date");
    }
    if (claims.getLong("exp") <= now) {
      return Optional.of("the token has expired");
    }
    if (claims.getLong("nbf", 0L) > now + LEEWAY_SECONDS
        || claims.getLong("iat", 0L) > now + LEEWAY_SECONDS) {
      return Optional.of("the token is not valid yet");
    }
    return isOurs() ? ownViolation(claims) : Optional.empty();
  }

  private Optional<String> ownViolation(JsonObject claims) {
    if (!(claims.getValue("jti") instanceof String jti) || jti.isEmpty()) {
      return Optional.of("the token has no jti");
    }
    return maxLifetime != null
            && claims.getLong("exp") - claims.getLong("iat") > maxLifetime.toSeconds()
        ? Optional.of("the token lives too long")
        : Optional.empty();
  }

  boolean isOurs() {
    return maxLifetime != null;
  }

  private static boolean isDate(JsonObject claims, String name, boolean required) {
    if (!claims.containsKey(name)) {
      return !required;
    }
    return (claims.getValue(name) instanceof Integer || claims.getValue(name) instanceof Long)
        && claims.getLong(name) >= 0
        && claims.getLong(name) <= MAX_NUMERIC_DATE;
  }

  private static List<?> audiences(@Nullable Object aud) {
    if (aud instanceof JsonArray several) {
      return several.getList();
    }
    return aud == null ? List.of() : List.of(aud);
  }
}
