package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to Electric and what comes back. */
class RelayTest {
  private static final String ITEMS = "/v1/shape?table=items&offset=-1";
  private static final String TOKEN = Tokens.of(Tokens.wholeTable());
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

  @ParameterizedTest
  @ValueSource(strings = {"/v1/shape", "/proxy/v1/shape"})
  void streamsTheGrantedShape(String path) throws Exception {
    RawHttp.Answer answer = proxy.get(path + "?table=items&offset=-1", TOKEN);

    assertEquals(200, answer.status());
    assertEquals(RecordingElectric.ROWS, answer.body());
    assertEquals("/v1/shape", proxy.onlyArrival().path());
    assertEquals(
        Map.of("table", "items", "offset", "-1", "secret", ProxyFixture.ELECTRIC_SECRET),
        proxy.onlyArrival().query());
  }

  @Test
  void sendsUpstreamWhatTheClaimSays() throws Exception {
    RawHttp.Answer answer = proxy.get(
        "/v1/shape?offset=0_0&handle=1-2&live=true&cursor=17&table=PUBLIC.%22items%22&columns=title,ID"
            + "&where=org_id%20=%20$1&params%5B1%5D=a",
        Tokens.of(Tokens.restrictedShape()));

    assertEquals(200, answer.status());
    assertEquals(
        Map.ofEntries(
            Map.entry("table", "items"),
            Map.entry("where", "org_id = $1"),
            Map.entry("params[1]", "a"),
            Map.entry("columns", "id,title"),
            Map.entry("queryable_columns", "id,title"),
            Map.entry("offset", "0_0"),
            Map.entry("handle", "1-2"),
            Map.entry("live", "true"),
            Map.entry("cursor", "17"),
            Map.entry("secret", ProxyFixture.ELECTRIC_SECRET)),
        proxy.onlyArrival().query());
  }

  @Test
  void keepsWhatAClientNeedsOfTheAnswerAndNothingForSharedCaches() throws Exception {
    RawHttp.Answer answer = proxy.get(ITEMS, TOKEN);

    assertEquals("1-2", answer.header("electric-handle"));
    assertEquals("\"1-2:-1:0_0\"", answer.header("etag"));
    assertEquals(
        "private, max-age=604800, stale-while-revalidate=2629746", answer.header("cache-control"));
    assertTrue(answer.header("vary").contains("Authorization"));
    assertEquals("", answer.header("electric-server"));
    assertEquals("*", answer.header("access-control-allow-origin"));
    for (String name :
        List.of("electric-handle", "electric-offset", "electric-schema", "electric-cursor")) {
      assertTrue(answer.header("access-control-expose-headers").contains(name), name);
    }
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    RawHttp.Answer answer = RawHttp.send(proxy.port, "HEAD", ITEMS, ProxyFixture.bearer(TOKEN), "");

    assertEquals(200, answer.status());
    assertEquals("", answer.body());
    assertEquals("HEAD", proxy.onlyArrival().method());
  }

  @Test
  void answersAPreflightWithoutAskingForAToken() throws Exception {
    RawHttp.Answer answer = RawHttp.send(
        proxy.port,
        "OPTIONS",
        ITEMS,
        "Origin: http://a.example\r\nAccess-Control-Request-Method: GET\r\n"
            + "Access-Control-Request-Headers: authorization\r\n",
        "");

    assertEquals(204, answer.status());
    assertEquals(
        "Authorization, Content-Type, If-None-Match",
        answer.header("access-control-allow-headers"));
    proxy.assertNothingArrived();
  }

  @Test
  void letsABrowserReadARefusal() throws Exception {
    RawHttp.Answer answer =
        RawHttp.send(proxy.port, "GET", ITEMS, "Origin: http://a.example\r\n", "");

    assertEquals(401, answer.status());
    assertEquals("*", answer.header("access-control-allow-origin"));
    assertEquals("Bearer error=\"invalid_token\"", answer.header("www-authenticate"));
    assertEquals("no-store", answer.header("cache-control"));
    assertEquals("application/problem+json", answer.header("content-type"));
    JsonObject problem = new JsonObject(answer.body());
    assertEquals(401, problem.getInteger("status"));
    assertEquals(answer.header("x-request-id"), problem.getString("request_id"));
  }

  @Test
  void passesTheEtagOnAndA304Back() throws Exception {
    proxy.electric.answerWith(request -> request
        .response()
        .setStatusCode(request.headers().contains("if-none-match", "\"x\"", false) ? 304 : 200)
        .putHeader("etag", "\"x\"")
        .end());

    RawHttp.Answer answer = RawHttp.send(
        proxy.port, "GET", ITEMS, ProxyFixture.bearer(TOKEN) + "If-None-Match: \"x\"\r\n", "");

    assertEquals(304, answer.status());
    assertEquals("\"x\"", answer.header("etag"));
  }

  @ParameterizedTest
  @CsvSource({
    "200,200", "400,400", "409,409", "429,429", "503,503", "401,502", "500,502", "413,502",
    "414,502", "404,502", "302,502", "206,502"
  })
  void mapsElectricsStatus(int electrics, int ours) throws Exception {
    proxy.electric.answerWith(request -> request
        .response()
        .setStatusCode(electrics)
        .putHeader("retry-after", "7")
        .putHeader("location", "http://example.com")
        .putHeader("set-cookie", "a=b")
        .end("{\"text\":\"from upstream\"}"));

    RawHttp.Answer answer = proxy.get(ITEMS, TOKEN);

    assertEquals(ours, answer.status());
    assertEquals(electrics == ours, answer.body().contains("from upstream"));
    assertEquals(electrics == ours ? "7" : "", answer.header("retry-after"));
    assertEquals("", answer.header("location") + answer.header("set-cookie"));
  }
}
