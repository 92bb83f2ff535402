package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.launcher.Settings;
import io.shapegate.proxy.ProxyConfig;
import io.shapegate.proxy.ProxyVerticle;
import io.shapegate.systemtests.AttackTable.Row;
import io.shapegate.tokens.SecretKid;
import io.vertx.core.Vertx;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every place must do where a token is checked: for each a proxy with a secret and one with a public key. */
abstract class OtherProxyCases {
  /** As Electric has it, and as a URL has it. */
  static final String SECRET = "a&b=c?d %e{env.HOME}";

  static final String ENCODED = "a%26b%3Dc%3Fd%20%25e%7Benv.HOME%7D";

  private static final Pattern STATUSES = Pattern.compile("(\\d{3})((?: [a-z]+=\\d{3})*)");

  private static final String GOOD = "/v1/shape?table=items&where=name%20%3D%20$1"
      + "&params%5B1%5D=a%26b%3D%7B%25%7D%3F%23%2B&columns=id,title&offset=-1";

  /**
   * What stands around every place.
   *
   * @param jwksUrl where the public key is
   */
  record Surroundings(Vertx vertx, RecordedElectric electric, ProxyTokens tokens, String jwksUrl) {}

  private final List<FrontServer> servers = new ArrayList<>();
  private final Surroundings around;
  private final String place;
  private final RecordedElectric electric;
  private final ProxyTokens tokens;

  /** The port of the one that verifies with a secret, and of the one that has a public key. */
  int sharedSecret;

  int publicKey;

  /** @param place as the table names it */
  OtherProxyCases(String place, Surroundings around) {
    this.place = place;
    this.around = around;
    this.electric = around.electric();
    this.tokens = around.tokens();
  }

  int port(FrontServer server) {
    servers.add(server);
    return server.port();
  }

  int proxy(Map<String, String> keys) throws Exception {
    Map<String, String> settings = new HashMap<>(keys);
    settings.putAll(Map.of(
        "PORT", "0",
        "ELECTRIC_URL", "http://127.0.0.1:" + electric.port(),
        "ELECTRIC_SECRET", SECRET,
        "RATE_LIMIT", "0",
        "AUTHORIZE_ENDPOINT", "true"));
    ProxyVerticle proxy = new ProxyVerticle(ProxyConfig.from(new Settings(settings)));
    around.vertx().deployVerticle(proxy).await(20, TimeUnit.SECONDS);
    return proxy.port();
  }

  @AfterAll
  void stopPlaces() {
    servers.forEach(FrontServer::close);
  }

  @TestFactory
  Stream<DynamicTest> answersAsTheTableSays() {
    return rows(tokens).stream()
        .map(row -> DynamicTest.dynamicTest(row.name(), () -> {
          electric.arrivals().clear();
          RawHttp.Answer answer = RawHttp.send(sharedSecret, request(row));

          int expected = statusFor(row);
          assertEquals(expected, answer.status(), answer.text());
          assertEquals(
              expected == 200
                  ? List.of(parameters(row.column(3) + "&secret=" + ENCODED))
                  : List.of(),
              electric.arrivals().stream()
                  .map(arrival -> parameters(arrival.uri().replaceFirst("^/v1/shape\\?", "")))
                  .toList());
          assertTellsNothing(answer);
        }));
  }

  @TestFactory
  Stream<DynamicTest> refusesTokensThatTheProxyRefuses() {
    return TokenAttackIT.rows(around.jwksUrl()).stream()
        .filter(this::isTokenForThis)
        .map(row -> DynamicTest.dynamicTest(row.section() + ": " + row.name(), () -> {
          String token = TokenAttackIT.token(
              row,
              algorithm -> ProxyTokens.header(
                  algorithm,
                  algorithm.equals("HS256")
                      ? SecretKid.of(ShapeTokens.SECRET)
                      : TokenAttackIT.KID));
          for (int port : new int[] {sharedSecret, publicKey}) {
            electric.arrivals().clear();
            RawHttp.Answer answer = RawHttp.send(
                port, ProxyFixture.request("GET", "/v1/shape?table=items&offset=-1", token));

            assertTrue(answer.status() >= 400 && answer.status() < 500, answer.text());
            assertEquals(List.of(), electric.arrivals());
            assertTellsNothing(answer);
          }
        }));
  }

  /**
   * Caddy cannot look into claims that the gatekeeper signed and would never write. The edge function takes both forms of
   * an ECDSA signature, and any depth of JSON.
   */
  private boolean isTokenForThis(Row row) {
    return switch (place) {
      case "jwt" -> !row.section().matches(".*(claims|shapes)");
      case "edge" ->
        !row.column(1).equals("key-high") && !String.join("", row.columns()).contains("[[[[[[");
      default -> true;
    };
  }

  @Test
  void takesATokenThatVerifiesWithThePublicKey() throws Exception {
    electric.arrivals().clear();

    RawHttp.Answer answer = RawHttp.send(
        publicKey, ProxyFixture.request("GET", GOOD, tokens.good("ES256", TokenAttackIT.SIGNER)));

    assertEquals(200, answer.status(), answer.text());
    assertEquals(1, electric.arrivals().size());
  }

  @Test
  void keepsAnswersFromSharedCachesAndTellsPagesOnce() throws Exception {
    RawHttp.Answer answer = RawHttp.send(
        sharedSecret, ProxyFixture.request("GET", GOOD, tokens.all().get("good")));

    assertTrue(answer.header("cache-control").startsWith("private"), answer.text());
    assertFalse(answer.header("cache-control").contains("public"), answer.text());
    assertTrue(
        String.join(",", answer.headers("vary")).toLowerCase(Locale.ROOT).contains("authorization"),
        answer.text());
    assertEquals(List.of("*"), answer.headers("access-control-allow-origin"), answer.text());
  }

  @Test
  void saysHowToGetIn() throws Exception {
    RawHttp.Answer answer = RawHttp.send(sharedSecret, ProxyFixture.request("GET", GOOD, "a.b.c"));

    assertEquals(401, answer.status());
    assertEquals(List.of("Bearer error=\"invalid_token\""), answer.headers("www-authenticate"));
  }

  @Test
  void sendsElectricNoHeaderThatIsNotItsBusiness() throws Exception {
    electric.arrivals().clear();

    RawHttp.send(
        sharedSecret,
        ProxyFixture.request("GET", GOOD, tokens.all().get("good"))
            .replace(
                "\r\n\r\n",
                "\r\nCookie: a=b\r\nX-Forwarded-For: 1.2.3.4\r\n"
                    + "If-None-Match: \"1-2\"\r\n\r\n"));

    Map<String, String> headers = electric.arrivals().get(0).headers();
    assertEquals("\"1-2\"", headers.get("if-none-match"));
    for (String name : List.of("authorization", "cookie")) {
      assertFalse(headers.containsKey(name), name);
    }
    assertFalse(headers.getOrDefault("x-forwarded-for", "").contains("1.2.3.4"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 20\r\n\r\n{\"table\": \"secrets\"}",
        "Transfer-Encoding: chunked\r\n\r\n14\r\n{\"table\": \"secrets\"}\r\n0\r\n\r\n"
      })
  void letsNoBodyOfAGetPass(String headerAndBody) throws Exception {
    electric.arrivals().clear();

    RawHttp.send(
        sharedSecret,
        ProxyFixture.request("GET", GOOD, tokens.all().get("good"))
            .replace("\r\n\r\n", "\r\n" + headerAndBody));

    assertTrue(
        electric.arrivals().stream().allMatch(arrival -> arrival.body().isEmpty()),
        electric.arrivals().toString());
  }

  @Test
  void answersAPreflightWithoutAToken() throws Exception {
    electric.arrivals().clear();
    RawHttp.Answer answer = RawHttp.send(
        sharedSecret,
        "OPTIONS " + GOOD + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
            + "Origin: http://a.example\r\nAccess-Control-Request-Method: GET\r\n"
            + "Access-Control-Request-Headers: authorization\r\n\r\n");

    assertEquals(204, answer.status(), answer.text());
    assertTrue(
        answer
            .header("access-control-allow-headers")
            .toLowerCase(Locale.ROOT)
            .contains("authorization"),
        answer.text());
    assertEquals(List.of(), electric.arrivals());
  }

  private int statusFor(Row row) {
    Matcher statuses = STATUSES.matcher(row.column(0));
    assertTrue(statuses.matches(), row.column(0));
    Matcher own = Pattern.compile(" " + place + "=(\\d{3})").matcher(statuses.group(2));
    return Integer.parseInt(own.find() ? own.group(1) : statuses.group(1));
  }

  private String request(Row row) {
    String headers = row.column(2);
    String authorization = headers.contains("Authorization")
        ? ""
        : "Authorization: Bearer " + tokens.all().get("good") + "\r\n";
    return row.column(1) + " HTTP/1.1\r\nHost: shapes.example\r\nConnection: close\r\n"
        + authorization + headers + (headers.isEmpty() ? "" : "\r\n")
        + (row.column(1).startsWith("POST") ? "Content-Length: 0\r\n" : "") + "\r\n";
  }

  /** Decoded, by name; a name twice fails. */
  private static Map<String, String> parameters(String query) {
    return Stream.of(query.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(
            pair -> URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
            pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  private static void assertTellsNothing(RawHttp.Answer answer) {
    assertFalse(answer.text().contains(SECRET) || answer.text().contains(ENCODED), answer.text());
    assertFalse(answer.text().contains(ShapeTokens.SECRET), answer.text());
  }

  static List<Row> rows(ProxyTokens tokens) {
    Map<String, String> known = new HashMap<>();
    tokens.all().forEach((name, token) -> known.put("token-" + name, token));
    return AttackTable.read("other-proxies.txt", known);
  }
}
