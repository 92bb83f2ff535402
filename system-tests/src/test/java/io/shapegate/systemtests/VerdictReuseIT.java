package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a proxy remembers of one request helps no other one (attack classes 13 and 15). */
class VerdictReuseIT {
  private static final String SHAPE =
      "{\"table\":\"items\",\"where\":\"a = $1\",\"columns\":\"id\",\"params\":{\"1\":\"x\"}}";
  private static final String GOOD =
      "/v1/shape?table=items&where=a%20=%20$1&params[1]=x&columns=id&offset=-1";
  private static ProxyFixture proxy;

  @BeforeAll
  static void start() throws Exception {
    proxy = new ProxyFixture(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
  }

  @BeforeEach
  void reset() {
    proxy.upstream.reset();
  }

  private static String used() throws Exception {
    String token = ShapeTokens.of(SHAPE);
    assertEquals(200, proxy.get(GOOD, token).status());
    assertEquals(200, proxy.get("/proxy" + GOOD, token).status());
    proxy.upstream.reset();
    return token;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/shape?table=secrets&where=a%20=%20$1&params[1]=x&columns=id&offset=-1",
        "/v1/shape?table=items&where=a%20=%20$1&params[1]=y&columns=id&offset=-1",
        "/v1/shape?table=items&where=a%20=%20$1&params[1]=x&columns=id,ssn&offset=-1",
        "/v1/shape?table=items&where=true&columns=id&offset=-1",
        "/v1/shape?table=items&offset=-1"
      })
  void aTokenThatWasGoodIsComparedAgain(String target) throws Exception {
    String token = used();

    assertEquals(403, proxy.get(target, token).status());
    assertEquals(403, proxy.get("/proxy" + target, token).status());
    proxy.assertNothingArrived();
  }

  /** Every single character of payload and signature counts. */
  @Test
  void aTokenThatDiffersInOneCharacterIsAnother() throws Exception {
    String token = used();
    for (int i = token.indexOf('.') - 3; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertEquals(401, proxy.get(GOOD, changed).status(), "character " + i);
    }
    assertEquals(401, proxy.get(GOOD, token.substring(0, token.length() - 1)).status());
    assertEquals(401, proxy.get(GOOD, token + "A").status());
    proxy.assertNothingArrived();
  }

  @Test
  void aTokenThatWasGoodIsRefusedFromItsEndOn() throws Exception {
    long end = Instant.now().getEpochSecond() + 2;
    String claims = ShapeTokens.claims(SHAPE).replaceAll("\"exp\":\\d+", "\"exp\":" + end);
    String token =
        ShapeTokens.hmac("HmacSHA256", "{\"alg\":\"HS256\"}", claims, ShapeTokens.SECRET);
    assertEquals(200, proxy.get(GOOD, token).status());

    Await.until("the token is refused", Duration.ofSeconds(10), () -> {
      int status = proxy.get(GOOD, token).status();
      assertTrue(status == 401 || Instant.now().getEpochSecond() <= end, "taken after its end");
      return status == 401;
    });

    proxy.upstream.reset();
    assertEquals(401, proxy.get("/proxy" + GOOD, token).status());
    proxy.assertNothingArrived();
  }

  @Test
  void nobodyElseGetsWhatOneUserWasAnswered() throws Exception {
    used();
    String nobody =
        "GET " + GOOD + " HTTP/1.1\r\nHost: shapes.example\r\nConnection: close\r\n\r\n";

    assertEquals(401, RawHttp.send(proxy.port, nobody).status());
    assertEquals(
        403, proxy.get(GOOD, ShapeTokens.of(SHAPE.replace("\"x\"", "\"y\""))).status());
    proxy.assertNothingArrived();
  }

  /** On one connection, with an answer to each in its order. */
  @Test
  void aConnectionRemembersNoToken() throws Exception {
    String good = ProxyFixture.request("GET", GOOD, ShapeTokens.of(SHAPE))
        .replace("Connection: close\r\n", "");
    String nobody = "GET " + GOOD + " HTTP/1.1\r\nHost: shapes.example\r\n\r\n";
    try (KeptConnection connection = new KeptConnection(proxy.port)) {
      assertEquals(200, connection.ask(good).status());
      assertEquals(401, connection.ask(nobody).status());
      assertEquals(200, connection.ask(good).status());
    }
    assertEquals(2, proxy.upstream.arrivals().size());
  }

  @Test
  void anAnswerSaysThatNoSharedCacheMayKeepIt() throws Exception {
    RawHttp.Answer answer = proxy.get(GOOD, ShapeTokens.of(SHAPE));

    assertEquals(
        "private, max-age=604800, stale-while-revalidate=2629746", answer.header("cache-control"));
    assertTrue(answer.header("vary").contains("Authorization"), answer.head());
  }
}
