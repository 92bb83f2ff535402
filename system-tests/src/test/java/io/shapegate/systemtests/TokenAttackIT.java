package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.systemtests.AttackTable.Row;
import io.shapegate.tokens.PublicJwk;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Sends each token of {@code attack-tokens.txt} to a proxy that shares a secret and to one that has a public key. */
class TokenAttackIT {
  private static final int AT_LEAST = 300;
  private static final List<String> TARGETS =
      List.of("/v1/shape?table=items&offset=-1", "/proxy/v1/shape?table=items&offset=-1");
  static final HostileSigner SIGNER = new HostileSigner();
  static final String KID = PublicJwk.of(SIGNER.key.getPublic()).kid();
  private static RawUpstream evil;
  private static Map<String, ProxyFixture> proxies;

  @BeforeAll
  static void start() throws Exception {
    evil = new RawUpstream();
    proxies = Map.of(
        "HS256", new ProxyFixture(Map.of()),
        "ES256", new ProxyFixture(Map.of("AUTH_PUBLIC_KEY", SIGNER.pem())));
  }

  @AfterAll
  static void stop() throws Exception {
    for (ProxyFixture proxy : proxies.values()) {
      proxy.close();
    }
    evil.close();
  }

  /** With an address that tokens point to. */
  static List<Row> rows(String evil) {
    long now = Instant.now().getEpochSecond();
    Map<String, String> known = new HashMap<>(Map.of(
        "a", "a",
        "kid", KID,
        "foreign-jwk", SIGNER.foreignJwk(),
        "evil", evil,
        "now", String.valueOf(now),
        "soon", String.valueOf(now + 600),
        "ahead", String.valueOf(now + 60),
        "past", String.valueOf(now - 1),
        "far", String.valueOf(now + 10 * 365 * 86_400L)));
    for (String part : List.of("token", "header", "payload", "signature")) {
      known.put(part, "\u0001" + part + "\u0002");
    }
    return AttackTable.read("attack-tokens.txt", known);
  }

  @TestFactory
  Stream<DynamicContainer> isRefused() {
    Map<String, List<Row>> sections =
        rows(evil.url()).stream().collect(Collectors.groupingBy(Row::section, Collectors.toList()));
    return sections.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(section -> DynamicContainer.dynamicContainer(
            section.getKey(),
            section.getValue().stream()
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> attack(row)))));
  }

  @Test
  void thereAreEnough() {
    Set<List<String>> distinct = new HashSet<>();
    rows(evil.url())
        .forEach(row -> distinct.add(row.columns().subList(1, row.columns().size())));
    assertTrue(distinct.size() >= AT_LEAST, "only " + distinct.size());
  }

  /** What the rows differ from is taken, so that they are refused for what they try. */
  @Test
  void aGoodTokenOfEachProxyIsTaken() throws Exception {
    for (Map.Entry<String, ProxyFixture> proxy : proxies.entrySet()) {
      assertTaken(proxy.getKey(), proxy.getValue());
    }
  }

  private static void attack(Row row) throws Exception {
    String token = token(row, TokenAttackIT::usual);
    for (Map.Entry<String, ProxyFixture> entry : proxies.entrySet()) {
      ProxyFixture proxy = entry.getValue();
      for (String target : TARGETS) {
        proxy.upstream.reset();

        RawHttp.Answer answer = proxy.get(target, token);

        assertEquals(401, answer.status(), entry.getKey() + " " + answer.text());
        assertEquals("invalid_token", new JsonObject(answer.body()).getString("code"));
        assertEquals("Bearer error=\"invalid_token\"", answer.header("www-authenticate"));
        assertFalse(token.length() > 8 && answer.text().contains(token), answer.text());
        proxy.assertNothingArrived();
      }
      assertTaken(entry.getKey(), proxy);
    }
    assertEquals(List.of(), evil.arrivals(), "nobody fetches what a token points to");
  }

  private static void assertTaken(String algorithm, ProxyFixture proxy) throws Exception {
    proxy.upstream.reset();
    RawHttp.Answer answer = proxy.get(TARGETS.get(0), good(algorithm));
    assertEquals(200, answer.status(), answer.text());
    assertEquals(
        "GET /v1/shape?table=items&offset=-1&secret=" + ProxyFixture.ELECTRIC_SECRET + " HTTP/1.1",
        proxy.onlyArrival().requestLine());
  }

  private static String good(String algorithm) throws GeneralSecurityException {
    String input = ShapeTokens.encode("{\"alg\":\"" + algorithm + "\"}") + "."
        + ShapeTokens.encode(ShapeTokens.claims("{\"table\":\"items\",\"params\":{}}"));
    return input + "." + SIGNER.sign(algorithm.equals("HS256") ? "secret" : "key", input);
  }

  private static String usual(String algorithm) {
    return "{\"alg\":\"" + algorithm + "\"}";
  }

  /**
   * Rows hold one byte in each character, so that broken UTF-8 can be written. Where a row says nothing of the header, it is
   * the usual one for the algorithm.
   */
  static String token(Row row, UnaryOperator<String> usual) throws GeneralSecurityException {
    String way = row.column(1);
    String header = encoded(
        row.column(2).isEmpty()
            ? usual.apply(way.startsWith("key") ? "ES256" : "HS256")
            : row.column(2));
    String payload = encoded(
        row.column(3).isEmpty()
            ? ShapeTokens.claims("{\"table\":\"items\",\"params\":{}}")
            : row.column(3));
    String signature = SIGNER.sign(way, header + "." + payload);
    String token = header + "." + payload + "." + signature;
    return row.column(4).isEmpty()
        ? token
        : row.column(4)
            .replace("\u0001token\u0002", token)
            .replace("\u0001header\u0002", header)
            .replace("\u0001payload\u0002", payload)
            .replace("\u0001signature\u0002", signature);
  }

  private static String encoded(String bytes) {
    return ShapeTokens.encode(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }
}
