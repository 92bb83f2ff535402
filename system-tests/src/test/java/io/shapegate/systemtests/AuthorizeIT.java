package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.shapegate.launcher.Settings;
import io.shapegate.proxy.ProxyConfig;
import io.shapegate.proxy.ProxyVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other people's servers with our sample configurations: what they send to Electric is what the token grants. */
final class AuthorizeIT {
  private static final String AUTH_SECRET = "8vJm3kQz1xYt6RbW0nLs5HcDfGpAeU2iOqZ9-test";

  /** As Electric has it, and as a URL has it. */
  private static final String SECRET = "a&b=c?d %e";

  private static final String ENCODED = "a%26b%3Dc%3Fd%20%25e";
  private static final String GOOD =
      "/v1/shape?table=items&where=name%20%3D%20$1&params%5B1%5D=a%26b%3D%7B%25%7D%3F%23%2B&columns=title,id&offset=0_0&handle=1-2";
  private static final String EXPECTED = "/v1/shape?table=items";

  private static Vertx vertx = Vertx.vertx();
  private static RecordedElectric electric;
  private static int shapegate;
  private static String token = "";

  @BeforeAll
  static void start() throws Exception {
    electric = new RecordedElectric(vertx);
    ProxyVerticle proxy = new ProxyVerticle(ProxyConfig.from(new Settings(Map.of(
        "PORT",
        "0",
        "ELECTRIC_URL",
        "http://127.0.0.1:" + electric.port(),
        "ELECTRIC_SECRET",
        SECRET,
        "AUTH_SECRET",
        AUTH_SECRET,
        "AUTHORIZE_ENDPOINT",
        "true"))));
    vertx.deployVerticle(proxy).await(20, TimeUnit.SECONDS);
    shapegate = proxy.port();
    token = token();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  private static String token() throws Exception {
    long now = Instant.now().getEpochSecond();
    JsonObject claims = new JsonObject()
        .put("iss", "shapegate")
        .put("aud", "shapegate-proxy")
        .put("sub", "alice")
        .put("jti", "1")
        .put("iat", now)
        .put("nbf", now)
        .put("exp", now + 600)
        .put(
            "shape",
            new JsonObject()
                .putNull("namespace")
                .put("table", "items")
                .put("where", "name = $1")
                .put("columns", "id,title")
                .put("params", new JsonObject().put("1", "a&b={%}?#+"))
                .putNull("queryable_columns")
                .putNull("replica")
                .put("subsets", true));
    JWSObject signed =
        new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims.encode()));
    signed.sign(new MACSigner(AUTH_SECRET));
    return signed.serialize();
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class Nginx extends Cases {
    @BeforeAll
    void startFront() throws Exception {
      front = FrontServer.nginx(shapegate, electric.port(), ENCODED);
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class Caddy extends Cases {
    @BeforeAll
    void startFront() throws Exception {
      front = FrontServer.caddy(shapegate, electric.port(), ENCODED);
    }
  }

  /** The same for all. */
  abstract static class Cases {
    @Nullable
    FrontServer front;

    @AfterAll
    void stopFront() {
      if (front != null) {
        front.close();
      }
    }

    @BeforeEach
    void reset() {
      electric.arrivals().clear();
    }

    private static String bearer() {
      return "Authorization: Bearer " + token + "\r\n";
    }

    /** Bytes as they are, and what came back. */
    private String send(String method, String uri, String headers, String body) throws IOException {
      return send(front == null ? 0 : front.port(), method, uri, headers, body);
    }

    private static String send(int port, String method, String uri, String headers, String body)
        throws IOException {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(20_000);
        String request = method + " " + uri
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n" + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      }
    }

    private static int status(String answer) {
      return Integer.parseInt(answer.substring(9, 12));
    }

    /** What the proxy itself sends to Electric for the good request. */
    private static String rebuilt() throws IOException {
      send(shapegate, "GET", GOOD, bearer(), "");
      String uri = electric.arrivals().get(0).uri();
      electric.arrivals().clear();
      assertTrue(uri.startsWith(EXPECTED) && uri.endsWith("&secret=" + ENCODED), uri);
      return uri;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void sendsElectricExactlyTheRebuiltQuery(String method) throws Exception {
      String rebuilt = rebuilt();

      String answer = send(method, GOOD, bearer(), "");

      assertEquals(200, status(answer), answer);
      assertEquals(
          List.of(method + " " + rebuilt),
          electric.arrivals().stream()
              .map(each -> each.method() + " " + each.uri())
              .toList());
    }

    @Test
    void sendsElectricNoHeaderThatIsNotItsBusiness() throws Exception {
      send(
          "GET", GOOD, bearer() + "Cookie: a=b\r\nShapegate-Upstream-Query: table=secrets\r\n", "");

      Map<String, String> headers = electric.arrivals().get(0).headers();
      for (String name :
          List.of("authorization", "cookie", "shapegate-upstream-query", "x-original-uri")) {
        assertEquals("none", headers.getOrDefault(name, "none"), name);
      }
    }

    @Test
    void keepsAnswersFromSharedCachesAndTellsHowLongTheTokenLasts() throws Exception {
      String answer = send("GET", GOOD, bearer(), "").toLowerCase(Locale.ROOT);

      assertTrue(answer.contains("cache-control: private, no-cache\r\n"), answer);
      assertTrue(!answer.contains("public"), answer);
      assertTrue(answer.contains("vary: authorization"), answer);
      assertTrue(answer.matches("(?s).*shapegate-token-ttl: (600|5\\d\\d)\r\n.*"), answer);
      assertEquals(
          2, answer.split("access-control-allow-origin: ", -1).length, "one header: " + answer);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "&unknown=1",
          "&secret=theirs",
          "&api_secret=theirs&source_id=x",
          "&%73ecret=theirs",
          "&&=",
          "&unknown=%26table%3Dsecrets",
          "&unknown={env.ELECTRIC_SECRET}$args$request_uri"
        })
    void dropsWhatElectricShallNotSee(String more) throws Exception {
      String rebuilt = rebuilt();

      send("GET", GOOD + more, bearer(), "");

      assertTrue(
          electric.arrivals().stream().allMatch(arrival -> arrival.uri().equals(rebuilt)),
          electric.arrivals().toString());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "&table=secrets",
          "&%74able=secrets",
          "&table[]=secrets",
          "&params%5B1%5D=b",
          "&params%5B2%5D=b",
          "&columns=id,title,ssn",
          "&where=true",
          "&live=0",
          "&handle=%0d%0aX:y",
          "&replica=none"
        })
    void letsNothingPassThatTheProxyRefuses(String more) throws Exception {
      String answer = send("GET", GOOD + more, bearer(), "");

      assertTrue(status(answer) >= 400, answer);
      assertEquals(List.of(), electric.arrivals());
    }

    @ParameterizedTest
    @CsvSource({
      "/v1/shape?table=secrets&offset=-1, 403",
      "/v1/shape?table=items&offset=-1, 403",
    })
    void refusesAnotherShape(String uri, int status) throws Exception {
      assertEquals(status, status(send("GET", uri, bearer(), "")));
      assertEquals(List.of(), electric.arrivals());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Authorization: Bearer x.y.z\r\n", "Authorization: Basic YTpi\r\n"})
    void refusesWithoutAGoodToken(String authorization) throws Exception {
      String answer = send("GET", GOOD, authorization, "");

      assertEquals(401, status(answer), answer);
      assertTrue(answer.toLowerCase(Locale.ROOT).contains("www-authenticate: bearer"), answer);
      assertEquals(List.of(), electric.arrivals());
    }

    /** A good request that claims to be another, and another that claims to be good. */
    @ParameterizedTest
    @ValueSource(
        strings = {
          "X-Original-Method: GET\r\nX-Original-URI: %s\r\n",
          "X-Forwarded-Method: GET\r\nX-Forwarded-Uri: %s\r\n",
          "X-Original-URI: %1$s\r\nX-Original-URI: %1$s\r\n",
          "X-Forwarded-Uri: %1$s\r\nX-Forwarded-Uri: %1$s\r\n",
          "X-Original-Method: GET\r\nX-Original-URI: %1$s\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Uri: %1$s\r\n",
          "X_Original_URI: %1$s\r\nX_Forwarded_Uri: %1$s\r\n",
          "Connection: X-Original-URI, X-Forwarded-Uri\r\nX-Original-URI: %s\r\n"
        })
    void believesNoClientThatSaysWhatItAsksFor(String headers) throws Exception {
      String rebuilt = rebuilt();

      send("GET", GOOD, bearer() + String.format(headers, "/v1/shape?table=secrets"), "");
      String other = send(
          "GET", "/v1/shape?table=secrets&offset=-1", bearer() + String.format(headers, GOOD), "");

      assertTrue(status(other) >= 400, other);
      assertTrue(
          electric.arrivals().stream().allMatch(arrival -> arrival.uri().equals(rebuilt)),
          electric.arrivals().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE", "PUT", "PATCH"})
    void letsNoOtherMethodPass(String method) throws Exception {
      String answer = send(
          method,
          GOOD,
          bearer() + "X-HTTP-Method-Override: GET\r\nContent-Length: 20\r\n",
          "{\"table\": \"secrets\"}");

      assertEquals(405, status(answer), answer);
      assertEquals(List.of(), electric.arrivals());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "Content-Length: 20\r\n\r\n{\"table\": \"secrets\"}",
          "Transfer-Encoding: chunked\r\n\r\n14\r\n{\"table\": \"secrets\"}\r\n0\r\n"
        })
    void letsNoBodyPass(String bodyWithItsHeader) throws Exception {
      int blank = bodyWithItsHeader.indexOf("\r\n\r\n");

      send(
          "GET",
          GOOD,
          bearer() + bodyWithItsHeader.substring(0, blank + 2),
          bodyWithItsHeader.substring(blank + 4) + "\r\n");

      assertTrue(
          electric.arrivals().stream().allMatch(arrival -> arrival.body().isEmpty()),
          electric.arrivals().toString());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/authorize",
          "/authorize?table=items",
          "/v1/shape/",
          "/v1/shape/../../authorize",
          "/v1/health",
          "/v1%2fshape?table=items",
          "/elsewhere"
        })
    void answersNothingElse(String uri) throws Exception {
      String answer = send(
          "GET", uri, bearer() + "X-Original-Method: GET\r\nX-Original-URI: " + GOOD + "\r\n", "");

      assertTrue(status(answer) >= 400, answer);
      assertTrue(!answer.toLowerCase(Locale.ROOT).contains("upstream-query"), answer);
      assertEquals(List.of(), electric.arrivals());
    }

    @Test
    void answersAPreflight() throws Exception {
      String answer = send("OPTIONS", GOOD, "Origin: http://a.example\r\n", "");

      assertEquals(204, status(answer), answer);
      assertTrue(
          answer.contains("Access-Control-Allow-Headers: Authorization, If-None-Match"), answer);
      assertEquals(List.of(), electric.arrivals());
    }
  }
}
