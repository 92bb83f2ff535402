package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.launcher.Settings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorizeTest {
  private static final String QUERY = "shapegate-upstream-query";
  private static final String ITEMS = "/v1/shape?table=items&offset=-1";
  private static final String RESTRICTED =
      "/v1/shape?table=items&where=org_id%20%3D%20$1&params[1]=a&columns=title,id&offset=0_0&handle=1-2";
  private static final String WHOLE = ProxyFixture.bearer(Tokens.of(Tokens.wholeTable()));
  private static final String PART = ProxyFixture.bearer(Tokens.of(Tokens.restrictedShape()));
  private static ProxyFixture proxy;

  @BeforeAll
  static void start() throws Exception {
    proxy = new ProxyFixture();
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
  }

  @BeforeEach
  void reset() {
    proxy.electric.reset();
  }

  private static RawHttp.Answer ask(String headers) throws IOException {
    return RawHttp.send(proxy.port, "GET", "/authorize", headers, "");
  }

  private static String original(String method, String uri) {
    return "X-Original-Method: " + method + "\r\nX-Original-URI: " + uri + "\r\n";
  }

  private static String forwarded(String method, String uri) {
    return "X-Forwarded-Method: " + method + "\r\nX-Forwarded-Uri: " + uri + "\r\n";
  }

  private static String code(RawHttp.Answer answer) {
    return answer.body().isEmpty() ? "" : new JsonObject(answer.body()).getString("code");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        RESTRICTED,
        RESTRICTED + "&live=true&cursor=17",
        RESTRICTED + "&replica=full&log=full&unknown=x&secret=theirs&api_secret=theirs",
        RESTRICTED + "&subset__where=title%20%3D%20%27a%26b%27&subset__limit=3&subset__order_by=id",
        "/proxy" + RESTRICTED
      })
  void givesTheQueryThatTheProxyItselfWouldSendWithoutTheSecret(String uri) throws Exception {
    RawHttp.Answer answer = ask(PART + original("GET", uri));
    RawHttp.send(proxy.port, "GET", uri, PART, "");

    assertEquals(204, answer.status(), answer.text());
    assertEquals(
        URI.create(proxy.onlyArrival().uri()).getRawQuery(),
        answer.header(QUERY) + "&secret=" + ProxyFixture.ELECTRIC_SECRET);
    assertFalse(answer.text().contains("secret="), answer.text());
  }

  @Test
  void tellsHowLongTheTokenLastsAndIsNotToBeStored() throws Exception {
    RawHttp.Answer answer =
        ask(ProxyFixture.bearer(Tokens.of(Tokens.wholeTable())) + original("GET", ITEMS));

    int seconds = Integer.parseInt(answer.header("shapegate-token-ttl"));
    assertTrue(seconds > 590 && seconds <= 600, answer.text());
    assertEquals("no-store", answer.header("cache-control"));
    proxy.assertNothingArrived();
  }

  @ParameterizedTest
  @CsvSource({"GET", "HEAD"})
  void readsTheHeadersOfEitherConvention(String method) throws Exception {
    RawHttp.Answer answer = ask(WHOLE + original(method, ITEMS));
    RawHttp.Answer other = ask(WHOLE + forwarded(method, ITEMS));

    assertEquals("table=items&offset=-1", answer.header(QUERY));
    assertEquals(answer.header(QUERY), other.header(QUERY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/shape?table=items&table=secrets&offset=-1",
        "/v1/shape?table=items&%74able=secrets",
        "/v1/shape?table=secrets&offset=-1",
        "/v1/shape?table=items&where=true",
        "/v1/shape?table=items&live=0",
        "/v1/shape",
        "/v1/shape/?table=items",
        "/v1/%73hape?table=items",
        "http://a/v1/shape?table=items",
        "/authorize",
        "/health/ready"
      })
  void refusesWhatTheProxyRefuses(String uri) throws Exception {
    RawHttp.Answer answer = ask(WHOLE + original("GET", uri));

    if (!uri.startsWith("/health")) {
      RawHttp.Answer proxys =
          RawHttp.send(proxy.port, "GET", uri.equals("/authorize") ? "/elsewhere" : uri, WHOLE, "");
      assertEquals(proxys.status(), answer.status(), answer.text());
      assertEquals(code(proxys), code(answer));
    }
    assertTrue(answer.status() >= 400 && answer.status() < 500, answer.text());
    assertEquals("", answer.header(QUERY));
    assertEquals("no-store", answer.header("cache-control"));
    proxy.assertNothingArrived();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Authorization: Bearer x.y.z\r\n", "Authorization: Basic YTpi\r\n"})
  void refusesWithoutAGoodToken(String authorization) throws Exception {
    RawHttp.Answer answer = ask(authorization + original("GET", ITEMS));

    assertEquals(401, answer.status());
    assertEquals("Bearer error=\"invalid_token\"", answer.header("www-authenticate"));
    assertEquals("", answer.header(QUERY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "DELETE", "PUT", "PATCH", "OPTIONS", "CONNECT", "get", "X"})
  void refusesOtherOriginalMethods(String method) throws Exception {
    RawHttp.Answer answer = ask(WHOLE + original(method, ITEMS));

    assertEquals(405, answer.status());
    assertEquals("GET, HEAD", answer.header("allow"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"A B", "GET,GET", "(GET)", "ThisIsLongerThanAnyMethodThereIs"})
  void refusesWhatIsNoMethod(String method) throws Exception {
    assertEquals(400, ask(WHOLE + original(method, ITEMS)).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "HEAD", "DELETE"})
  void isAskedWithGetAlone(String method) throws Exception {
    RawHttp.Answer answer =
        RawHttp.send(proxy.port, method, "/authorize", WHOLE + original("GET", ITEMS), "");

    assertEquals(405, answer.status());
    assertEquals("GET", answer.header("allow"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "X-Original-Method: GET\r\n",
        "X-Original-URI: /v1/shape?table=items\r\n",
        "X-Original-Method: GET\r\nX-Forwarded-Uri: /v1/shape?table=items\r\n",
        "X-Original-Method: GET\r\nX-Original-URI: /v1/shape?table=items\r\nX-Forwarded-Uri: /\r\n",
        "X-Original-Method: GET\r\nX-Original-URI: /v1/shape?table=items\r\nX-Forwarded-Method: GET\r\n",
        "X-Original-Method: GET\r\nX-Original-URI: /v1/shape?table=items\r\nX-Original-URI: /v1/shape?table=items\r\n",
        "X-Original-Method: GET\r\nX-Original-Method: GET\r\nX-Original-URI: /v1/shape?table=items\r\n",
        "X-Original-Method:\r\nX-Original-URI: /v1/shape?table=items\r\n",
        "X-Forwarded-Method: GET\r\nX-Forwarded-Uri: /v1/shape?table=items\r\nx-forwarded-uri: /v1/shape?table=items\r\n"
      })
  void refusesAnOriginalRequestThatIsInDoubt(String headers) throws Exception {
    RawHttp.Answer answer = ask(WHOLE + headers);

    assertEquals(400, answer.status());
    assertEquals("", answer.header(QUERY));
  }

  @Test
  void refusesABody() throws Exception {
    RawHttp.Answer answer =
        RawHttp.send(proxy.port, "GET", "/authorize", WHOLE + original("GET", ITEMS), "{}");

    assertEquals(400, answer.status());
  }

  @Test
  void trustsTheHeadersNowhereElse() throws Exception {
    RawHttp.send(proxy.port, "GET", ITEMS, WHOLE + original("GET", "/v1/shape?table=secrets"), "");

    assertEquals("items", proxy.onlyArrival().query().get("table"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/authorize/", "/authorise", "/%61uthorize", "//authorize", "/proxy/authorize"})
  void isAtOnePathAlone(String path) throws Exception {
    RawHttp.Answer answer =
        RawHttp.send(proxy.port, "GET", path, WHOLE + original("GET", ITEMS), "");

    assertEquals(404, answer.status());
  }

  @Test
  void holdsNoPlaceButCountsForTheRate() throws Exception {
    try (ProxyFixture narrow = new ProxyFixture(new ProxyLimits(1, 1, 1, 3))) {
      String live = WHOLE + original("GET", ITEMS.replace("-1", "0_0&handle=1-2&live=true"));
      for (int i = 0; i < 3; i++) {
        assertEquals(
            204, RawHttp.send(narrow.port, "GET", "/authorize", live, "").status());
      }

      RawHttp.Answer answer = RawHttp.send(narrow.port, "GET", "/authorize", live, "");

      assertEquals("rate_limited", code(answer));
      assertFalse(answer.header("retry-after").isEmpty(), answer.text());
    }
  }

  @Test
  void isOffUnlessSwitchedOn() throws Exception {
    int port = proxy.deploy(ProxyConfig.from(new Settings(Map.of(
        "ELECTRIC_URL",
        proxy.electric.url().toString(),
        "ELECTRIC_SECRET",
        ProxyFixture.ELECTRIC_SECRET,
        "AUTH_SECRET",
        Tokens.SECRET))));

    RawHttp.Answer answer =
        RawHttp.send(port, "GET", "/authorize", WHOLE + original("GET", ITEMS), "");

    assertEquals(404, answer.status());
    assertEquals("", answer.header(QUERY));
  }
}
