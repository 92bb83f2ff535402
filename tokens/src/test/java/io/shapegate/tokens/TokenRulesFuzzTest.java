package io.shapegate.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.shapegate.contract.ContractException;
import io.shapegate.contract.StrictJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;

/** Any JSON object as the claims of a token, held against the rules as RFC 7519 would have them written. */
@Timeout(20)
final class TokenRulesFuzzTest {
  private static final long NOW = 1_700_000_000L;
  private static final BigInteger LEEWAY = BigInteger.valueOf(NOW + 5);
  private static final TokenRules OURS = new TokenRules("gate", "proxy", Duration.ofHours(1));
  private static final TokenRules OTHERS = new TokenRules("idp", null, null);
  private static final TokenRules ANY = new TokenRules(null, null, null);

  @FuzzTest
  void claimsHoldWhereEachOfThemDoes(byte[] bytes) {
    JsonObject claims;
    try {
      claims = StrictJson.object(bytes);
    } catch (ContractException refused) {
      return;
    }
    boolean plain = isText(claims, "sub")
        && (!claims.containsKey("iat") || isUpTo(claims, "iat", LEEWAY))
        && (!claims.containsKey("nbf") || isUpTo(claims, "nbf", LEEWAY))
        && date(claims, "exp").filter(exp -> exp.longValue() > NOW).isPresent();
    assertEquals(plain, ANY.violation(claims, NOW).isEmpty());
    assertEquals(
        plain && "idp".equals(claims.getValue("iss")),
        OTHERS.violation(claims, NOW).isEmpty());
    assertEquals(plain && isOurs(claims), OURS.violation(claims, NOW).isEmpty());
  }

  private static boolean isOurs(JsonObject claims) {
    Object audience = claims.getValue("aud");
    return "gate".equals(claims.getValue("iss"))
        && ("proxy".equals(audience)
            || (audience instanceof JsonArray several && several.contains("proxy")))
        && isText(claims, "jti")
        && claims.containsKey("nbf")
        && date(claims, "iat")
            .flatMap(iat -> date(claims, "exp").map(exp -> exp.subtract(iat)))
            .filter(lifetime -> lifetime.longValue() <= 3600)
            .isPresent();
  }

  private static boolean isText(JsonObject claims, String name) {
    return claims.getValue(name) instanceof String text && !text.isEmpty();
  }

  private static boolean isUpTo(JsonObject claims, String name, BigInteger latest) {
    return date(claims, name).filter(date -> date.compareTo(latest) <= 0).isPresent();
  }

  /** A whole number of seconds that a clock may show. */
  private static Optional<BigInteger> date(JsonObject claims, String name) {
    Object value = claims.getValue(name);
    if (value == null || !value.toString().matches("-?[0-9]{1,100}") || value instanceof String) {
      return Optional.empty();
    }
    BigInteger date = new BigInteger(value.toString());
    return date.signum() >= 0 && date.bitLength() < 40 && date.longValue() <= 100_000_000_000L
        ? Optional.of(date)
        : Optional.empty();
  }
}
