package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTargetTest extends GrantingGatekeeper {
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

  @Test
  void oneServerAnswersManyBadRequestsAndThenAGoodOne() {
    try (RawHttp http = new RawHttp(gatekeeper.port())) {
      for (int i = 0; i < 50; i++) {
        assertEquals(
            404,
            http.send("GET /gatekeeper/items HTTP/1.1\r\nHost: x\r\n\r\n")
                .receive()
                .status());
      }
      String good = TestGatekeeper.head(
              "/gatekeeper/items", "Authorization: Bearer " + IdentityTokens.of("alice"))
          + "\r\n";
      assertEquals(200, http.send(good).receive().status());
    }
  }
}
