package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that try to get more than the token grants, sent as raw bytes with a good token for {@code items} where {@code
 * org_id = $1}, {@code $1} is {@code a}, columns {@code id,title}. Each is refused before Electric hears of it, or
 * arrives there as what the claim says, parameter by parameter.
 */
class AttackTest {
  private static final String SHAPE =
      "table=items&where=org_id%20=%20$1&params[1]=a&columns=id,title";
  private static final String GOOD = "/v1/shape?" + SHAPE + "&offset=-1";
  private static final String TOKEN = Tokens.of(Tokens.restrictedShape());
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

  private static Map<String, String> claimed() {
    return new TreeMap<>(Map.of(
        "table", "items",
        "where", "org_id = $1",
        "params[1]", "a",
        "columns", "id,title",
        "queryable_columns", "id,title",
        "offset", "-1",
        "secret", ProxyFixture.ELECTRIC_SECRET));
  }

  private static void assertRefused(int status, RawHttp.Answer answer) {
    assertEquals(status, answer.status(), answer.text());
    proxy.assertNothingArrived();
    assertFalse(answer.text().contains(ProxyFixture.ELECTRIC_SECRET));
  }

  private static void assertArrivedAsClaimed(RawHttp.Answer answer) {
    assertEquals(200, answer.status(), answer.text());
    assertEquals(claimed(), proxy.onlyArrival().query());
  }

  @ParameterizedTest(name = "1 repeated parameter: {0}")
  @ValueSource(
      strings = {
        "table=secrets",
        "%74able=secrets",
        "t%61ble=secrets",
        "%74%61%62%6c%65=secrets",
        "%74%61%62%6C%65=items",
        "table[]=secrets",
        "table%5b%5d=secrets",
        "columns[]=ssn",
        "columns%5B%5D=ssn",
        "columns=id,title,ssn",
        "where=true",
        "%77here=true",
        "where[]=true",
        "params[1]=b",
        "params%5B1%5D=b",
        "params%5b1%5d=b",
        "p%61rams%5b1]=b",
        "offset=-1",
        "o%66fset=0_0",
        "queryable_columns=id,title&queryable_columns=ssn",
        "queryable_columns[]=ssn",
        "replica=full&replica=default",
        "handle=1-2&h%61ndle=3-4",
        "unknown=1&unknown=2"
      })
  void refusesARepeatedParameter(String more) throws Exception {
    assertRefused(400, proxy.get(GOOD + "&" + more, TOKEN));
  }

  @ParameterizedTest(name = "2 free params: {0}")
  @CsvSource({
    "403, table=items&where=org_id%20=%20$1&params[1]=b&columns=id,title",
    "403, table=items&where=org_id%20=%20$1&columns=id,title",
    "403, table=items&where=org_id%20=%20$1&params[1]=a&params[2]=b&columns=id,title",
    "403, table=items&where=org_id%20=%20$1&params[1]=a%20&columns=id,title",
    "403, table=items&where=org_id%20=%20$1&params[1]=A&columns=id,title",
    "403, table=items&where=org_id%20=%20$1&params[1]=&columns=id,title",
    "403, table=items&params[1]=a&columns=id,title",
    "400, table=items&where=org_id%20=%20$1&params[01]=a&columns=id,title",
    "400, table=items&where=org_id%20=%20$1&params[+1]=a&columns=id,title",
    "400, table=items&where=org_id%20=%20$1&params[0]=a&columns=id,title",
    "400, table=items&where=org_id%20=%20$1&params[]=a&columns=id,title",
    "400, table=items&where=org_id%20=%20$1&params[x]=a&columns=id,title",
    "400, table=items&where=org_id%20=%20$1&params[1][1]=a&columns=id,title",
    "400, table=items&where=org_id%20=%20$1&params=a&columns=id,title",
    "400, table=items&where=org_id%20=%20$1&params[2]=a&columns=id,title",
    "400, table=items&where=org_id%20=%20$1&params[1]=a&params[3]=b&columns=id,title",
    "400, table=items&where=org_id%20=%20$1&params[1]=a%00&columns=id,title",
    "403, table=items&where=org_id%20=%20%241%20OR%20true&params[1]=a&columns=id,title",
    "403, table=items&where=ORG_ID%20=%20$1&params[1]=a&columns=id,title",
    "403, table=items&where=true&columns=id,title",
    "403, table=items&columns=id,title"
  })
  void refusesOtherValuesOfTheFilter(int status, String query) throws Exception {
    assertRefused(status, proxy.get("/v1/shape?offset=-1&" + query, TOKEN));
  }

  @ParameterizedTest(name = "3 body that overrides: {0}")
  @ValueSource(
      strings = {
        "{\"table\":\"secrets\"}",
        "{\"where\":\"true\",\"table\":\"secrets\"}",
        "{\"subset\":{},\"where\":null,\"columns\":null,\"queryable_columns\":null}",
        "{\"subset\":{},\"params\":{\"1\":\"b\"}}",
        "{\"subset\":{\"where\":\"true\"}}",
        "{\"handle\":\"1-2\"}",
        "{\"offset\":\"-1\"}",
        "{\"columns\":\"ssn\"}",
        "{\"queryable_columns\":\"ssn\"}",
        "{\"secret\":\"x\"}",
        "{\"replica\":\"full\"}",
        "{\"live\":true}",
        "{\"where\":\"a\",\"where\":\"b\"}",
        "{\"wh\\u0065re\":\"a\",\"where\":\"b\"}",
        "{\"where\":[\"true\"]}",
        "{\"where\":{\"a\":1}}",
        "{\"where\":1}",
        "{\"where\":\"a\\u0000\"}",
        "{\"where\":\"a\\ud800\"}",
        "{\"limit\":\"1\"}",
        "{\"limit\":-1}",
        "{\"limit\":1.5}",
        "{\"limit\":99999999999}",
        "{\"params\":[\"b\"]}",
        "{\"params\":\"b\"}",
        "{\"params\":{\"2\":\"b\"}}",
        "{\"params\":{\"1\":{\"a\":1}}}",
        "[{\"table\":\"secrets\"}]",
        "\"table\"",
        "null",
        "{}{\"table\":\"secrets\"}",
        "{\"where\":\"true\"}x",
        "/**/{\"where\":\"true\"}",
        "{where:\"true\"}",
        "{\"params\":{\"1\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}}",
        "{",
        " "
      })
  void refusesABodyThatIsMoreThanASubset(String body) throws Exception {
    assertRefused(400, proxy.post(GOOD, TOKEN, body));
  }

  @Test
  void writesTheBodyOfASubsetAnew() throws Exception {
    RawHttp.Answer answer = proxy.post(
        GOOD,
        TOKEN,
        "{ \"where\" : \"id > $1\", \"params\":{\"1\":5}, \"order_by\":\"id\",\n \"limit\":2, \"offset\":0,"
            + "\"where_expr\":{\"x\":1},\"order_by_expr\":[] }");

    assertArrivedAsClaimed(answer);
    assertEquals(
        new JsonObject()
            .put("where", "id > $1")
            .put("params", new JsonObject().put("1", "5"))
            .put("order_by", "id")
            .put("limit", 2)
            .put("offset", 0),
        new JsonObject(proxy.onlyArrival().body()));
    assertEquals("POST", proxy.onlyArrival().method());
  }

  @Test
  void sendsTheSubsetInTheQueryOfAPostInItsBody() throws Exception {
    assertArrivedAsClaimed(proxy.post(GOOD + "&subset__where=id%3E1&subset__limit=2", TOKEN, ""));

    assertEquals(
        new JsonObject().put("where", "id>1").put("limit", 2),
        new JsonObject(proxy.onlyArrival().body()));
  }

  @Test
  void refusesASubsetInBothQueryAndBody() throws Exception {
    assertRefused(400, proxy.post(GOOD + "&subset__limit=2", TOKEN, "{\"where\":\"true\"}"));
  }

  @Test
  void refusesAHugeBodyWithoutAskingElectric() throws Exception {
    String body = "{\"where\":\"" + "a".repeat(2_000_000) + "\"}";

    assertRefused(413, proxy.post(GOOD, TOKEN, body));
  }

  @ParameterizedTest(name = "3 body on {0}")
  @ValueSource(strings = {"GET", "HEAD"})
  void refusesABodyWhereNoneBelongs(String method) throws Exception {
    assertEquals(
        400,
        RawHttp.send(
                proxy.port, method, GOOD, ProxyFixture.bearer(TOKEN), "{\"table\":\"secrets\"}")
            .status());
    proxy.assertNothingArrived();
  }

  @Test
  void readsNoBodyOfAClientWithoutAToken() throws Exception {
    assertRefused(401, RawHttp.send(proxy.port, "POST", GOOD, "", "{\"where\":\"true\"}"));
  }

  @ParameterizedTest(name = "4 probing hidden columns: {0}")
  @ValueSource(
      strings = {
        "subset__where=ssn%20LIKE%20'1%25'",
        "subset__order_by=ssn&subset__limit=1",
        "subset__where=id%20%3E%20$1&subset__params=%7B%221%22:%225%22%7D"
      })
  void letsASubsetUseTheGrantedColumnsOnly(String subset) throws Exception {
    RawHttp.Answer answer = proxy.get(GOOD + "&" + subset, TOKEN);

    assertEquals(200, answer.status());
    assertEquals("id,title", proxy.onlyArrival().query().get("queryable_columns"));
    assertEquals("org_id = $1", proxy.onlyArrival().query().get("where"));
  }

  @ParameterizedTest(name = "4 probing hidden columns in a body: {0}")
  @ValueSource(
      strings = {
        "{\"where\":\"ssn LIKE '1%'\"}",
        "{\"order_by\":\"ssn\",\"limit\":1}",
        "{\"where\":\"true\"}"
      })
  void letsASubsetInABodyUseTheGrantedColumnsOnly(String body) throws Exception {
    assertArrivedAsClaimed(proxy.post(GOOD, TOKEN, body));
  }

  @ParameterizedTest(name = "4 another spelling of a subset: {0}")
  @CsvSource({
    "400, subset[where]=ssn",
    "400, subset%5Bwhere%5D=ssn",
    "400, subset[order_by]=ssn",
    "400, subset__columns=ssn",
    "400, subset__table=secrets",
    "400, subset__where=a&subset__where=b",
    "400, subset__limit=x",
    "400, subset__params=x",
    "400, subset__params=[1]",
    "403, queryable_columns=ssn",
    "403, 'queryable_columns=id,title,ssn'"
  })
  void refusesAnotherSpellingOfASubset(int status, String subset) throws Exception {
    assertRefused(status, proxy.get(GOOD + "&" + subset, TOKEN));
  }

  @Test
  void refusesASubsetThatTheClaimDoesNotAllow() throws Exception {
    String noSubsets = Tokens.of(Tokens.restrictedShape().put("subsets", false));

    assertRefused(403, proxy.get(GOOD + "&subset__where=true", noSubsets));
    assertRefused(403, proxy.post(GOOD, noSubsets, "{\"where\":\"true\"}"));
    assertRefused(403, proxy.post(GOOD, noSubsets, "{}"));
  }

  @ParameterizedTest(name = "6 another table: {1}")
  @CsvSource({
    "403, secrets",
    "403, %22Items%22",
    "403, %22ITEMS%22",
    "403, other.items",
    "403, pg_catalog.pg_authid",
    "403, %C4%B0tems",
    "403, i%E1%B5%80ems",
    "403, public.%22items%20%22",
    "403, %22it%22%22ems%22",
    "400, items%20",
    "400, %20items",
    "400, items%00",
    "400, items;",
    "400, .items",
    "400, items.",
    "400, a.b.c",
    "400, public.items.items",
    "400, %22items",
    "400, items%22",
    "400, %22%22",
    "400, %22it%22ems%22",
    "400, it-ems",
    "400, (items)",
    "400, items--",
    "400, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "400, %E2%84%AAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  })
  void refusesAnotherTable(int status, String table) throws Exception {
    assertRefused(status, proxy.get(GOOD.replace("table=items", "table=" + table), TOKEN));
  }

  @ParameterizedTest(name = "6 the same table: {0}")
  @ValueSource(
      strings = {
        "ITEMS",
        "Items",
        "public.items",
        "PUBLIC.Items",
        "%22items%22",
        "%22public%22.%22items%22",
        "public.%22items%22"
      })
  void takesEverySpellingOfTheSameTable(String table) throws Exception {
    assertArrivedAsClaimed(proxy.get(GOOD.replace("table=items", "table=" + table), TOKEN));
  }

  @ParameterizedTest(name = "7 path: {0}")
  @ValueSource(
      strings = {
        "/v1/shape/",
        "/v1//shape",
        "//v1/shape",
        "/v1/%73hape",
        "/v1/shape;x",
        "/v1/shape;jsessionid=1",
        "/v1/shape%2f..%2fhealth",
        "/proxy/../v1/shape",
        "/proxy/%2e%2e/v1/shape",
        "/v1/./shape",
        "/V1/shape",
        "/v1/shape%00",
        "/v1/shape%20",
        "/v1/health",
        "/proxy/v1/health",
        "/",
        "/proxy",
        "/v1/shape/../shape",
        "\\v1\\shape",
        "v1/shape",
        "*",
        "http://127.0.0.1/v1/shape",
        "http://electric:3000/v1/shape",
        "/v1/shape#"
      })
  void refusesEveryOtherSpellingOfThePath(String path) throws Exception {
    int status = proxy.get(path + "?" + SHAPE + "&offset=-1", TOKEN).status();

    assertEquals(404, status);
    proxy.assertNothingArrived();
  }

  @ParameterizedTest(name = "8 method: {0}")
  @CsvSource({
    "DELETE, 405",
    "PUT, 405",
    "PATCH, 405",
    "TRACE, 405",
    "CONNECT, 405",
    "PROPFIND, 405",
    "get, 405",
    "FOO, 405"
  })
  void refusesEveryOtherMethod(String method, int status) throws Exception {
    RawHttp.Answer answer = RawHttp.send(proxy.port, method, GOOD, ProxyFixture.bearer(TOKEN), "");

    assertRefused(status, answer);
    assertEquals("GET, HEAD, POST, OPTIONS", answer.header("allow"));
  }

  @ParameterizedTest(name = "8 method override by header: {0}")
  @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"})
  void ignoresAMethodInAHeader(String header) throws Exception {
    RawHttp.Answer answer = RawHttp.send(
        proxy.port, "GET", GOOD, ProxyFixture.bearer(TOKEN) + header + ": DELETE\r\n", "");

    assertArrivedAsClaimed(answer);
    assertEquals("GET", proxy.onlyArrival().method());
    assertFalse(proxy.onlyArrival().headers().contains(header));
  }

  @ParameterizedTest(name = "9 parameter of the proxy's own: {0}")
  @ValueSource(
      strings = {
        "secret=guess",
        "%73ecret=guess",
        "api_secret=guess",
        "source_id=x",
        "source_secret=x",
        "experimental_compaction=true",
        "subset__where_expr=x",
        "subset__order_by_expr=x",
        "foo=bar",
        "Table=secrets",
        "TABLE=secrets",
        "table%20=secrets",
        "secret[]=x"
      })
  void dropsWhatNoClientMaySet(String more) throws Exception {
    assertArrivedAsClaimed(proxy.get(GOOD + "&" + more, TOKEN));
  }

  @ParameterizedTest(name = "9 header: {0}")
  @ValueSource(
      strings = {
        "X-Forwarded-For: 1.2.3.4",
        "X-Forwarded-Host: evil",
        "X-Forwarded-Uri: /v1/shape?table=secrets",
        "X-Original-URL: /v1/shape?table=secrets",
        "X-Rewrite-URL: /v1/shape?table=secrets",
        "Forwarded: for=1.2.3.4",
        "Connection: Authorization",
        "Origin: http://evil.example",
        "Cookie: a=b",
        "Proxy-Authorization: Basic x",
        "User-Agent: x",
        "Range: bytes=0-1",
        "Upgrade: h2c",
        "Expect: nothing",
        "TE: trailers"
      })
  void sendsNoHeaderOfTheClientsThatElectricCouldTrust(String header) throws Exception {
    RawHttp.Answer answer =
        RawHttp.send(proxy.port, "GET", GOOD, ProxyFixture.bearer(TOKEN) + header + "\r\n", "");

    assertArrivedAsClaimed(answer);
    String name = header.substring(0, header.indexOf(':'));
    assertFalse(proxy.onlyArrival().headers().contains(name), name);
    assertFalse(proxy.onlyArrival().headers().contains("authorization"));
  }

  @Test
  void namesTheRequestItself() throws Exception {
    RawHttp.send(
        proxy.port, "GET", GOOD, ProxyFixture.bearer(TOKEN) + "X-Request-Id: forged\r\n", "");

    assertEquals(1, proxy.onlyArrival().headers().getAll("x-request-id").size());
    assertFalse(proxy.onlyArrival().headers().contains("x-request-id", "forged", false));
  }

  @ParameterizedTest(name = "10 switch: {0}")
  @ValueSource(
      strings = {
        "live=0",
        "live=",
        "live",
        "live=FALSE",
        "live=1",
        "live=true%20",
        "live_sse=0",
        "live_sse=",
        "experimental_live_sse=yes",
        "replica=FULL",
        "replica=",
        "log=all",
        "log=",
        "cursor=x",
        "cursor=1%0d%0aX:%20y",
        "handle=a%0d%0aX:%20y",
        "handle=",
        "handle=..%2f..",
        "expired_handle=%00",
        "cache-buster=a%20b"
      })
  void refusesAValueThatIsNeitherOneNorTheOther(String more) throws Exception {
    assertRefused(400, proxy.get(GOOD + "&" + more, TOKEN));
  }

  @ParameterizedTest(name = "10 offset: {0}")
  @ValueSource(strings = {"", "x", "-2", "0", "0_0_0", "inf", "now%20", "0_-1", "1e3_0", "0_0%00"})
  void refusesAnOffsetOfAnotherForm(String offset) throws Exception {
    assertRefused(400, proxy.get("/v1/shape?" + SHAPE + "&offset=" + offset, TOKEN));
  }

  @ParameterizedTest(name = "11 without a token: {0}")
  @ValueSource(
      strings = {
        "",
        "If-None-Match: \"1-2:-1:0_0\"\r\n",
        "If-None-Match: *\r\n",
        "Cookie: token=x\r\n"
      })
  void tellsNothingAboutAHandleWithoutAToken(String headers) throws Exception {
    assertRefused(
        401,
        RawHttp.send(
            proxy.port,
            "GET",
            "/v1/shape?" + SHAPE + "&handle=1-2&offset=0_0&access_token=" + TOKEN,
            headers,
            ""));
  }

  @Test
  void sendsAnothersHandleWithTheOwnShapeOnly() throws Exception {
    RawHttp.Answer answer = proxy.get("/v1/shape?" + SHAPE + "&handle=9-9&offset=0_inf", TOKEN);

    assertEquals(200, answer.status());
    Map<String, String> expected = claimed();
    expected.put("handle", "9-9");
    expected.put("offset", "0_inf");
    assertEquals(expected, proxy.onlyArrival().query());
  }

  @Test
  void comparesEveryRequestAfreshWhateverTheTokenWasGoodForBefore() throws Exception {
    assertEquals(200, proxy.get(GOOD, TOKEN).status());
    proxy.electric.reset();

    assertRefused(403, proxy.get(GOOD.replace("table=items", "table=secrets"), TOKEN));
    assertRefused(403, proxy.get(GOOD.replace("params[1]=a", "params[1]=b"), TOKEN));
    assertRefused(403, proxy.get(GOOD.replace("columns=id,title", "columns=id,ssn"), TOKEN));
  }

  @ParameterizedTest(name = "13 the token with its last character {0}")
  @ValueSource(strings = {"cut", "doubled", "changed"})
  void verifiesEveryTokenWhole(String change) throws Exception {
    assertEquals(200, proxy.get(GOOD, TOKEN).status());
    proxy.electric.reset();
    String last = TOKEN.substring(TOKEN.length() - 1);
    String cut = TOKEN.substring(0, TOKEN.length() - 1);
    String other =
        change.equals("cut") ? cut : change.equals("doubled") ? TOKEN + last : cut + next(last);

    assertRefused(401, proxy.get(GOOD, other));
  }

  @Test
  void refusesATokenOnceItHasExpiredEvenIfItWasGoodBefore() throws Exception {
    long now = System.currentTimeMillis() / 1000;
    String token = Tokens.signed(Tokens.claims(Tokens.restrictedShape()).put("exp", now + 2));
    assertEquals(200, proxy.get(GOOD, token).status());
    proxy.electric.reset();

    assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
      while (proxy.get(GOOD, token).status() == 200) {
        proxy.electric.reset();
      }
    });

    assertRefused(401, proxy.get(GOOD, token));
  }

  private static String next(String character) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return String.valueOf(alphabet.charAt((alphabet.indexOf(character) + 1) % alphabet.length()));
  }
}
