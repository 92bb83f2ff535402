package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.launcher.Settings;
import io.shapegate.proxy.ProxyConfig;
import io.shapegate.proxy.ProxyVerticle;
import io.shapegate.systemtests.AttackTable.Row;
import io.shapegate.tokens.PublicJwk;
import io.shapegate.tokens.SecretKid;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every place where a token can be checked, with the requests of {@code other-proxies.txt} and the tokens of {@code
 * attack-tokens.txt}: Shapegate's proxy, Caddy with caddy-jwt, stock Caddy that asks the proxy, and the edge function.
 */
final class OtherProxiesIT {
  private static final int AT_LEAST = 130;

  /** As Electric has it, and as a URL has it. */
  private static final String SECRET = "a&b=c?d %e{env.HOME}";

  private static final String ENCODED = "a%26b%3Dc%3Fd%20%25e%7Benv.HOME%7D";
  private static final Pattern STATUSES = Pattern.compile("(\\d{3})((?: [a-z]+=\\d{3})*)");
  private static final Vertx VERTX = Vertx.vertx();
  private static RecordedElectric electric;
  private static ProxyTokens tokens;
  private static String jwksUrl = "";

  @BeforeAll
  static void start() throws Exception {
    electric = new RecordedElectric(VERTX);
    tokens = new ProxyTokens();
    String keys = new JsonObject()
        .put(
            "keys",
            new JsonArray()
                .add(PublicJwk.of(TokenAttackIT.SIGNER.key.getPublic()).json()))
        .encode();
    int port = VERTX
        .createHttpServer()
        .requestHandler(request -> request.response().end(keys))
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS)
        .actualPort();
    jwksUrl = "http://127.0.0.1:" + port + "/jwks.json";
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void theTableIsLongEnough() {
    assertTrue(rows().size() >= AT_LEAST, "only " + rows().size());
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class Shapegate extends Cases {
    @BeforeAll
    void startPlaces() throws Exception {
      place = "shapegate";
      sharedSecret = proxy(Map.of("AUTH_SECRET", ShapeTokens.SECRET));
      publicKey = proxy(Map.of("AUTH_JWKS_URL", jwksUrl));
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class CaddyWithJwt extends Cases {
    @BeforeAll
    void startPlaces() throws Exception {
      place = "jwt";
      String base64 =
          Base64.getEncoder().encodeToString(ShapeTokens.SECRET.getBytes(StandardCharsets.UTF_8));
      sharedSecret = port(FrontServer.caddyWithJwt(
          electric.port(), SECRET, Map.of("AUTH_KEYS", "secret", "AUTH_SECRET_BASE64", base64)));
      publicKey = port(FrontServer.caddyWithJwt(
          electric.port(), SECRET, Map.of("AUTH_KEYS", "jwks", "AUTH_JWKS_URL", jwksUrl)));
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class CaddyThatAsks extends Cases {
    @BeforeAll
    void startPlaces() throws Exception {
      place = "forward";
      sharedSecret = port(FrontServer.caddy(
          proxy(Map.of("AUTH_SECRET", ShapeTokens.SECRET)), electric.port(), ENCODED));
      publicKey = port(
          FrontServer.caddy(proxy(Map.of("AUTH_JWKS_URL", jwksUrl)), electric.port(), ENCODED));
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class EdgeFunction extends Cases {
    @BeforeAll
    void startPlaces() throws Exception {
      place = "edge";
      sharedSecret = port(
          FrontServer.edge(electric.port(), SECRET, Map.of("AUTH_SECRET", ShapeTokens.SECRET)));
      publicKey = port(FrontServer.edge(electric.port(), SECRET, Map.of("AUTH_JWKS_URL", jwksUrl)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fmt --check", "lint", "check --no-remote index.ts"})
    void isCleanToDenosOwnTools(String command) throws Exception {
      ProcessBuilder builder = new ProcessBuilder(Deno.require().toString());
      builder.command().addAll(List.of(command.split(" ")));
      builder
          .environment()
          .put("DENO_DIR", Path.of("target/deno").toAbsolutePath().toString());
      Process deno = builder
          .directory(Path.of("..", "interop", "edge").toFile())
          .redirectErrorStream(true)
          .start();

      String said = new String(deno.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertEquals(0, deno.waitFor(), said);
    }
  }

  private static List<Row> rows() {
    Map<String, String> known = new HashMap<>();
    tokens.all().forEach((name, token) -> known.put("token-" + name, token));
    return AttackTable.read("other-proxies.txt", known);
  }

  /** The same for all. */
  abstract static class Cases {
    private static final String GOOD = "/v1/shape?table=items&where=name%20%3D%20$1"
        + "&params%5B1%5D=a%26b%3D%7B%25%7D%3F%23%2B&columns=id,title&offset=-1";

    private final List<FrontServer> servers = new ArrayList<>();
    String place = "";

    /** The port of the one that verifies with a secret, and of the one that has a public key. */
    int sharedSecret;

    int publicKey;

    int port(FrontServer server) {
      servers.add(server);
      return server.port();
    }

    static int proxy(Map<String, String> keys) throws Exception {
      Map<String, String> settings = new HashMap<>(keys);
      settings.putAll(Map.of(
          "PORT", "0",
          "ELECTRIC_URL", "http://127.0.0.1:" + electric.port(),
          "ELECTRIC_SECRET", SECRET,
          "RATE_LIMIT", "0",
          "AUTHORIZE_ENDPOINT", "true"));
      ProxyVerticle proxy = new ProxyVerticle(ProxyConfig.from(new Settings(settings)));
      VERTX.deployVerticle(proxy).await(20, TimeUnit.SECONDS);
      return proxy.port();
    }

    @AfterAll
    void stopPlaces() {
      servers.forEach(FrontServer::close);
    }

    @TestFactory
    Stream<DynamicTest> answersAsTheTableSays() {
      return rows().stream()
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
      return TokenAttackIT.rows(jwksUrl).stream()
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
          String.join(",", answer.headers("vary"))
              .toLowerCase(Locale.ROOT)
              .contains("authorization"),
          answer.text());
      assertEquals(List.of("*"), answer.headers("access-control-allow-origin"), answer.text());
    }

    @Test
    void saysHowToGetIn() throws Exception {
      RawHttp.Answer answer =
          RawHttp.send(sharedSecret, ProxyFixture.request("GET", GOOD, "a.b.c"));

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

    private static String request(Row row) {
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
  }
}
