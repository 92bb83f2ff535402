package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Shape;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request says, in every spelling, and what is refused before any policy hears of it. */
final class ShapeRequestTest {
  private static TestGatekeeper gatekeeper;

  @BeforeAll
  static void start() {
    gatekeeper = TestGatekeeper.start(Map.of()).policy(TestGatekeeper.grantsAll());
  }

  @AfterAll
  static void stop() {
    gatekeeper.close();
  }

  @BeforeEach
  void forget() {
    gatekeeper.asked.clear();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "items | items",
        "ITEMS | items",
        "public.items | items",
        "%69tems | items",
        "PUBLIC.%49TEMS | items",
        "%22public%22.%22items%22 | items",
        "%22Items%22 | \"Items\"",
        "crm.items | crm.items",
        "%22a%22%22b%22 | \"a\"\"b\"",
        "%22a.b%22 | \"a.b\"",
        "%22a%2Fb%22 | \"a/b\"",
        "%22a%2525b%22 | \"a%25b\"",
        "%22a+b%22 | \"a+b\"",
        "my-open-tasks | \"my-open-tasks\"",
        "%E2%84%AAitems | \"\u212Aitems\"",
        "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"
            + " | aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg",
      })
  void theTableIsDecodedOnceAndReadAsElectricReadsIt(String segment, String table) {
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/" + segment);
    assertEquals(200, answer.status(), answer.body());
    assertEquals(table, answer.json().getString("table"));
    assertEquals(table, asked().table().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "items%20",
        "%20items",
        "items;x",
        "items%00",
        "items%2fsecrets",
        "items%2Fsecrets",
        "items%252f",
        "items%3Fwhere=1",
        "a.b.c",
        ".items",
        "items.",
        ".",
        "..",
        "%2e%2e",
        "%",
        "%4",
        "%zz",
        "%C0%AF",
        "%FF",
        "%ED%A0%80",
        "%22%22",
        "%22items",
        "items%22",
        "it%22em%22s",
        "items--",
        "-items",
        "items'",
        "items,secrets",
        "1items",
        "items*",
        "{items}",
        "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg",
        "%22%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9"
            + "%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9"
            + "%C3%A9%C3%A9%22",
        "items#x",
        "it\u00e9ms",
      })
  void aTableThatIsNoTableIsA400(String segment) {
    assertRefused(400, "invalid_request", gatekeeper.post("/gatekeeper/" + segment));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/gatekeeper/",
        "/gatekeeper",
        "/gatekeeper/items/",
        "/gatekeeper//items",
        "//gatekeeper/items",
        "/gatekeeper/./items",
        "/gatekeeper/../gatekeeper/items",
        "/x/../gatekeeper/items",
        "/GATEKEEPER/items",
        "/%67atekeeper/items",
        "/gatekeeper%2fitems",
        "/gatekeeper/a/b",
        "/",
        "/items",
        "*",
        "gatekeeper/items",
        "?",
      })
  void otherPathsAreA404(String path) {
    assertRefused(404, "not_found", gatekeeper.post(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE", "TRACE", "BREW", "post"})
  void otherMethodsAreA404(String method) {
    RawHttp.Answer answer = gatekeeper.raw(method + " /gatekeeper/items HTTP/1.1\r\nHost: x\r\n"
        + "Authorization: Bearer " + IdentityTokens.of("alice")
        + "\r\nX-HTTP-Method-Override: POST\r\n\r\n");
    assertRefused(404, "not_found", answer);
  }

  @Test
  void aHeadRequestIsA404() {
    RawHttp.Answer answer;
    try (RawHttp http = new RawHttp(gatekeeper.port())) {
      answer = http.send("HEAD /gatekeeper/items HTTP/1.0\r\n\r\n").receiveHead();
    }
    assertEquals(404, answer.status());
  }

  @Test
  void anAbsoluteTargetIsItsPath() {
    RawHttp.Answer answer =
        gatekeeper.post("http://elsewhere.example.com/gatekeeper/items?where=a");
    assertEquals(200, answer.status(), answer.body());
    assertEquals("a", asked().where());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "where=a&where=b",
        "where=a&%77here=b",
        "where=a&w%68ere=a",
        "params[1]=a&params%5B1%5D=b&where=x",
        "params[1]=a&params[1]=a&where=x",
        "params[01]=a&where=x",
        "params[0]=a&where=x",
        "params[2]=a&where=x",
        "params[]=a&where=x",
        "params[-1]=a&where=x",
        "params[1]=a&params[3]=b&where=x",
        "params[1][2]=a&where=x",
        "params=a&where=x",
        "params=%7B%221%22:%22a%22%7D&where=x",
        "params[1]=a",
        "params[1=a&where=x",
        "PARAMS[1]=a&where=x",
        "params[%D9%A1]=a&where=x",
        "columns[]=id",
        "columns=",
        "columns=id,id",
        "columns=id,ID",
        "columns=id,%20value",
        "columns=id,,value",
        "columns=id,%22value",
        "columns=*",
        "queryable_columns=a.b,",
        "where=",
        "where=%20%09",
        "where=a%00b",
        "where=%ED%A0%80",
        "where=%E9",
        "where=%",
        "where=\u00e9",
        "replica=",
        "replica=FULL",
        "replica=both",
        "table=items",
        "table=secrets",
        "%74able=secrets",
        "namespace=crm",
        "offset=-1",
        "secret=x",
        "subset__where=x",
        "Where=a",
        "where%20=a",
        "=a",
        "&",
        "where=a&",
        "&where=a",
      })
  void aQueryThatIsNotEntirelyUnderstoodIsA400(String query) {
    assertRefused(400, "invalid_request", gatekeeper.post("/gatekeeper/items?" + query));
    assertRefused(
        400,
        "invalid_request",
        gatekeeper.postBody("/gatekeeper/items", "application/x-www-form-urlencoded", query));
  }

  @Test
  void everyFieldIsReadFromAQuery() {
    assertGranted(
        gatekeeper.post(
            "/gatekeeper/items?where=a+%3D+%241+AND+b%3D$2"
                + "&params[2]=%26&params%5B1%5D=%2B&columns=id,%22A,b%22&queryable_columns=id&replica=full"));
    assertFullShape();
  }

  @Test
  void everyFieldIsReadFromAForm() {
    assertGranted(gatekeeper.postBody(
        "/gatekeeper/items",
        "application/x-www-form-urlencoded",
        "where=a+%3D+%241+AND+b%3D$2&params[2]=%26&params%5B1%5D=%2B&columns=id,%22A,b%22"
            + "&queryable_columns=id&replica=full"));
    assertFullShape();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"where\":\"a = $1 AND b=$2\",\"params\":{\"2\":\"&\",\"1\":\"+\"},\"columns\":\"id,\\\"A,b\\\"\","
            + "\"queryable_columns\":\"id\",\"replica\":\"full\"}",
        " {\"where\":\"a = $1 AND b=$2\",\"params\":[\"+\",\"&\"],\"columns\":[\"id\",\"\\\"A,b\\\"\"],"
            + "\"queryable_columns\":[\"id\"],\"replica\":\"full\"} ",
      })
  void everyFieldIsReadFromJson(String json) {
    assertGranted(gatekeeper.postJson("/gatekeeper/items", json));
    assertFullShape();
  }

  @Test
  void nullInJsonIsAsIfItWereNotThere() {
    assertGranted(
        gatekeeper.postJson(
            "/gatekeeper/items",
            "{\"where\":null,\"params\":null,\"columns\":null,\"queryable_columns\":null,\"replica\":null}"));
    assertEquals(Shape.of(asked().table()), asked());
  }

  @Test
  void fieldsMayBeDividedBetweenQueryAndBody() {
    assertGranted(gatekeeper.postJson("/gatekeeper/items?where=a%3D$1", "{\"params\":[\"x\"]}"));
    assertEquals("x", asked().params().values().get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"where\"",
        "7",
        "{",
        "{}{}",
        "{} x",
        "{\"where\":\"a\",}",
        "{'where':'a'}",
        "{where:\"a\"}",
        "/* */{}",
        "{\"where\":\"a\",\"where\":\"a\"}",
        "{\"where\":\"a\",\"\\u0077here\":\"b\"}",
        "{\"where\":1}",
        "{\"where\":true}",
        "{\"where\":[\"a\"]}",
        "{\"where\":{\"a\":1}}",
        "{\"where\":\"\"}",
        "{\"where\":\"a\\u0000b\"}",
        "{\"where\":\"a\\ud800b\"}",
        "{\"where\":\"a\\udc00\\ud800b\"}",
        "{\"where\":\"a\nb\"}",
        "{\"where\":\"\u00ff\"}",
        "{\"where\":NaN}",
        "{\"where\":\"a\",\"params\":[1]}",
        "{\"where\":\"a\",\"params\":[null]}",
        "{\"where\":\"a\",\"params\":[[\"a\"]]}",
        "{\"where\":\"a\",\"params\":{\"1\":1}}",
        "{\"where\":\"a\",\"params\":{\"1\":null}}",
        "{\"where\":\"a\",\"params\":{\"01\":\"a\"}}",
        "{\"where\":\"a\",\"params\":{\"2\":\"a\"}}",
        "{\"where\":\"a\",\"params\":{\"1\":\"a\",\"1\":\"b\"}}",
        "{\"where\":\"a\",\"params\":\"a\"}",
        "{\"where\":\"a\",\"params\":7}",
        "{\"where\":\"a\",\"params[1]\":\"a\"}",
        "{\"params\":[\"a\"]}",
        "{\"columns\":[]}",
        "{\"columns\":[1]}",
        "{\"columns\":[\"id\",\"id\"]}",
        "{\"columns\":[\"id,value\"]}",
        "{\"columns\":[[\"id\"]]}",
        "{\"columns\":{\"0\":\"id\"}}",
        "{\"columns\":7}",
        "{\"replica\":[\"full\"]}",
        "{\"table\":\"items\"}",
        "{\"namespace\":null}",
        "{\"shape\":{}}",
        "{\"Where\":\"a\"}",
        "{\"__proto__\":{}}",
        "{\"subset\":{}}",
      })
  void jsonThatIsNotEntirelyUnderstoodIsA400(String json) {
    String body = json.isEmpty() ? " " : json;
    assertRefused(400, "invalid_request", gatekeeper.postJson("/gatekeeper/items", body));
  }

  @Test
  void deepJsonIsA400() {
    String deep = "{\"where\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}";
    assertRefused(400, "invalid_request", gatekeeper.postJson("/gatekeeper/items", deep));
  }

  @Test
  void aHugeNumberIsA400() {
    assertRefused(
        400,
        "invalid_request",
        gatekeeper.postJson("/gatekeeper/items", "{\"where\":" + "9".repeat(60_000) + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "where=a | {\"where\":\"a\"}",
        "where=a | {\"where\":null}",
        "columns=id | {\"columns\":[\"id\"]}",
        "where=a&params[1]=b | {\"params\":[\"b\"]}",
        "where=a&params[1]=b | {\"params\":[]}",
        "where=a&params[1]=b | {\"params\":{\"2\":\"c\"}}",
        "replica=full | {\"replica\":\"full\"}",
      })
  void aFieldInQueryAndBodyIsA400(String query, String json) {
    assertRefused(400, "invalid_request", gatekeeper.postJson("/gatekeeper/items?" + query, json));
  }

  @Test
  void aFieldInQueryAndFormIsA400() {
    assertRefused(
        400,
        "invalid_request",
        gatekeeper.postBody(
            "/gatekeeper/items?where=a", "application/x-www-form-urlencoded", "where=a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
      })
  void jsonIsTakenInUtf8(String type) {
    assertGranted(gatekeeper.postBody("/gatekeeper/items", type, "{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json, application/x-www-form-urlencoded",
        "application/jsonp",
        "application/vnd.api+json",
        "json",
        "",
        "*/*",
      })
  void anotherTypeOfBodyIsA415(String type) {
    assertRefused(
        415, "unsupported_media_type", gatekeeper.postBody("/gatekeeper/items", type, "{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: y",
        "Content-Type: application/json\r\nContent-Type: application/json",
        "Content-Type: application/json\r\nContent-Encoding: gzip",
      })
  void aBodyOfUnclearTypeIsA415(String headers) {
    assertRefused(
        415,
        "unsupported_media_type",
        gatekeeper.raw(TestGatekeeper.head(
                "/gatekeeper/items",
                "Authorization: Bearer " + IdentityTokens.of("alice"),
                headers,
                "Content-Length: 2")
            + "\r\n{}"));
  }

  @Test
  void aTypeThatIsLongIsNotThoughtAboutForLong() {
    String type = "application/json" + " ".repeat(25_000) + "x";
    assertTimeout(
        Duration.ofSeconds(1),
        () -> assertRefused(
            415, "unsupported_media_type", gatekeeper.postBody("/gatekeeper/items", type, "{}")));
  }

  @Test
  void namesThatAreLongAreRefusedInEverySpelling() {
    for (String name : List.of(
        "a".repeat(60_000), "\\\"" + "a".repeat(60_000) + "\\\"", "\\\"" + "\\\"".repeat(20_000))) {
      assertRefused(
          400,
          "invalid_request",
          gatekeeper.postJson("/gatekeeper/items", "{\"columns\":\"" + name + "\"}"));
    }
    for (String name : List.of("a-".repeat(7_000) + "a", "%22" + "a".repeat(15_000) + "%22")) {
      assertRefused(400, "invalid_request", gatekeeper.post("/gatekeeper/" + name));
    }
  }

  @Test
  void aTypeWithoutABodyDoesNotMatter() {
    assertGranted(gatekeeper.postBody("/gatekeeper/items", "text/plain", ""));
  }

  @Test
  void utf8InJsonIsKept() {
    String utf8 = new String(
        "{\"where\":\"a='é𝄞'\"}".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertGranted(gatekeeper.postJson("/gatekeeper/items", utf8));
    assertEquals("a='é𝄞'", asked().where());
  }

  @Test
  void oneServerAnswersManyBadRequestsAndThenAGoodOne() {
    try (RawHttp http = new RawHttp(gatekeeper.port())) {
      for (int i = 0; i < 50; i++) {
        assertEquals(
            404, http.send("GET /gatekeeper/items HTTP/1.1\r\n\r\n").receive().status());
      }
      String good = TestGatekeeper.head(
              "/gatekeeper/items", "Authorization: Bearer " + IdentityTokens.of("alice"))
          + "\r\n";
      assertEquals(200, http.send(good).receive().status());
    }
  }

  private static Shape asked() {
    assertEquals(1, gatekeeper.asked.size());
    return gatekeeper.asked.get(0).shape();
  }

  private static void assertGranted(RawHttp.Answer answer) {
    assertEquals(200, answer.status(), answer.body());
  }

  private static void assertFullShape() {
    Shape shape = asked();
    assertEquals("items", shape.table().toString());
    assertEquals("a = $1 AND b=$2", shape.where());
    assertEquals(List.of("+", "&"), shape.params().values());
    assertEquals("id,\"A,b\"", String.valueOf(shape.columns()));
    assertEquals("id", String.valueOf(shape.queryableColumns()));
    assertEquals("full", String.valueOf(shape.replica()));
  }

  private static void assertRefused(int status, String code, RawHttp.Answer answer) {
    assertEquals(status, answer.status(), answer.body());
    assertEquals("application/problem+json", answer.header("content-type"));
    assertEquals("no-store", answer.header("cache-control"));
    assertEquals(code, answer.code());
    assertEquals(status, answer.json().getInteger("status"));
    assertTrue(gatekeeper.asked.isEmpty(), "a policy was asked");
  }
}
