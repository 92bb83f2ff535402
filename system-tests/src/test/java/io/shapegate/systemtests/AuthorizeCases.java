package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server must do that asks the proxy about each request, before it passes one on. */
abstract class AuthorizeCases {
  /** As Electric has it, and as a URL has it. */
  static final String SECRET = "a&b=c?d %e";

  static final String ENCODED = "a%26b%3Dc%3Fd%20%25e";

  private static final String GOOD =
      "/v1/shape?table=items&where=name%20%3D%20$1&params%5B1%5D=a%26b%3D%7B%25%7D%3F%23%2B&columns=title,id&offset=0_0&handle=1-2";
  private static final String EXPECTED = "/v1/shape?table=items";

  private final RecordedElectric electric;
  private final int shapegate;
  private final String token;

  @Nullable
  FrontServer front;

  AuthorizeCases(RecordedElectric electric, int shapegate, String token) {
    this.electric = electric;
    this.shapegate = shapegate;
    this.token = token;
  }

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

  private String bearer() {
    return "Authorization: Bearer " + token + "\r\n";
  }

  /** Bytes as they are, and what came back. */
  private String send(String method, String uri, String headers, String body) throws IOException {
    return send(front == null ? 0 : front.port(), method, uri, headers, body);
  }

  private static String send(int port, String method, String uri, String headers, String body)
      throws IOException {
    return RawHttp.send(
            port,
            method + " " + uri + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
                + "\r\n" + body)
        .text();
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }

  /** What the proxy itself sends to Electric for the good request. */
  private String rebuilt() throws IOException {
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
    send("GET", GOOD, bearer() + "Cookie: a=b\r\nShapegate-Upstream-Query: table=secrets\r\n", "");

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
