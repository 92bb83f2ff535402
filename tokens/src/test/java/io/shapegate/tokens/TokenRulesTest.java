package io.shapegate.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenRulesTest {
  private static final long NOW = 1_800_000_000L;
  private static final TokenRules IDENTITY = new TokenRules("idp", "app", null);
  private static final TokenRules ANYBODY = new TokenRules(null, null, null);
  private static final TokenRules OURS =
      new TokenRules("shapegate", "shapegate-proxy", Duration.ofHours(1));

  private static JsonObject identity() {
    return new JsonObject()
        .put("iss", "idp")
        .put("aud", "app")
        .put("sub", "alice")
        .put("exp", NOW + 60);
  }

  private static JsonObject ours() {
    return new JsonObject()
        .put("iss", "shapegate")
        .put("aud", "shapegate-proxy")
        .put("sub", "alice")
        .put("jti", "j")
        .put("iat", NOW)
        .put("nbf", NOW)
        .put("exp", NOW + 3_600);
  }

  private static void assertHolds(TokenRules rules, JsonObject claims) {
    assertEquals(Optional.empty(), rules.violation(claims, NOW));
  }

  private static void assertViolation(String part, TokenRules rules, JsonObject claims) {
    String reason = rules.violation(claims, NOW).orElse("none");
    assertTrue(reason.contains(part), reason);
  }

  @Test
  void anIdentityTokenNeedsSubAndExpAlone() {
    assertHolds(ANYBODY, new JsonObject().put("sub", "a").put("exp", NOW + 1));
    assertHolds(IDENTITY, identity());
  }

  @Test
  void ourTokenHoldsWithEverythingThatItNeeds() {
    assertHolds(OURS, ours());
  }

  @Test
  void expHasNoLeeway() {
    assertHolds(IDENTITY, identity().put("exp", NOW + 1));
    assertViolation("expired", IDENTITY, identity().put("exp", NOW));
    assertViolation("expired", IDENTITY, identity().put("exp", NOW - 1));
    assertViolation("expired", IDENTITY, identity().put("exp", 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nbf", "iat"})
  void nbfAndIatHaveALeewayOfFiveSeconds(String name) {
    assertHolds(IDENTITY, identity().put(name, NOW + 5));
    assertViolation("not valid yet", IDENTITY, identity().put(name, NOW + 6));
    assertHolds(OURS, ours().put(name, NOW + 5));
    assertViolation("not valid yet", OURS, ours().put(name, NOW + 6));
  }

  static Stream<Object> noDates() {
    return Stream.of(
        "1800000060",
        1_800_000_060.5,
        1.8e9,
        true,
        -1,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        100_000_000_001L,
        BigInteger.TWO.pow(64),
        Double.POSITIVE_INFINITY,
        new JsonArray().add(NOW),
        new JsonObject());
  }

  @ParameterizedTest
  @MethodSource("noDates")
  void aDateIsAWholeNumberWithinReason(Object value) {
    for (String name : new String[] {"exp", "nbf", "iat"}) {
      assertViolation("no date", IDENTITY, identity().put(name, value));
      assertViolation("no date", OURS, ours().put(name, value));
    }
  }

  @Test
  void aNullDateIsNoDate() {
    for (String name : new String[] {"exp", "nbf", "iat"}) {
      assertViolation("no date", IDENTITY, identity().putNull(name));
    }
  }

  @Test
  void theLastDateIsFarAway() {
    assertHolds(IDENTITY, identity().put("exp", 100_000_000_000L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "aud", "sub", "jti", "iat", "nbf", "exp"})
  void ourTokenNeedsEachClaim(String name) {
    JsonObject claims = ours();
    claims.remove(name);
    assertTrue(OURS.violation(claims, NOW).isPresent());
    assertTrue(OURS.violation(ours().putNull(name), NOW).isPresent());
    assertTrue(OURS.violation(ours().put(name, ""), NOW).isPresent());
    assertTrue(OURS.violation(ours().put(name, new JsonObject()), NOW).isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "aud", "sub", "exp"})
  void anIdentityTokenNeedsEachClaimThatIsAskedFor(String name) {
    JsonObject claims = identity();
    claims.remove(name);
    assertTrue(IDENTITY.violation(claims, NOW).isPresent());
  }

  @Test
  void ourTokenLivesNoLongerThanItMay() {
    assertHolds(OURS, ours().put("iat", NOW - 10).put("exp", NOW + 3_590));
    assertViolation("too long", OURS, ours().put("iat", NOW - 10).put("exp", NOW + 3_591));
    assertViolation("too long", OURS, ours().put("iat", 0).put("exp", 100_000_000_000L));
  }

  @Test
  void theIssuerIsComparedAsItStands() {
    for (Object other : new Object[] {"IDP", "idp/", "idp ", new JsonArray().add("idp")}) {
      assertViolation("issuer", IDENTITY, identity().put("iss", other));
    }
  }

  static Stream<UnaryOperator<JsonObject>> otherAudiences() {
    return Stream.of(
        claims -> claims.put("aud", "App"),
        claims -> claims.put("aud", "app,other"),
        claims -> claims.put("aud", new JsonArray()),
        claims -> claims.put("aud", new JsonArray().add("other").addNull()),
        claims -> claims.put("aud", new JsonArray().add(new JsonArray().add("app"))),
        claims -> claims.put("aud", new JsonObject().put("app", "app")));
  }

  @ParameterizedTest
  @MethodSource("otherAudiences")
  void refusesOtherAudiences(UnaryOperator<JsonObject> change) {
    assertViolation("audience", IDENTITY, change.apply(identity()));
  }

  @Test
  void theAudienceMayBeOneOfSeveral() {
    assertHolds(IDENTITY, identity().put("aud", new JsonArray().add("other").add("app")));
  }

  @Test
  void aReasonShowsNothingOfTheToken() {
    String hostile = "\r\nSet-Cookie: a=b<script>";
    for (String name : identity().fieldNames()) {
      String reason = IDENTITY.violation(identity().put(name, hostile), NOW).orElse("");
      assertTrue(!reason.contains("cookie") && !reason.contains("<"), reason);
    }
  }
}
