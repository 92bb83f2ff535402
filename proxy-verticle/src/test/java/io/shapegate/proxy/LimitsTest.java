package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LimitsTest {
  private static final String ITEMS = "/v1/shape?table=items&offset=-1";
  private static final String LIVE =
      "/v1/shape?table=items&offset=0_0&handle=1-2&live=true&cursor=1";
  private static final int NO_RATE = 0;

  private final List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
  private final List<Socket> clients = new ArrayList<>();

  @Test
  void answers503BeyondTheRequestsOfTheProcessAndServesAgainWhenOneIsOver() throws Exception {
    try (ProxyFixture proxy = new ProxyFixture(new ProxyLimits(2, 100, NO_RATE, 1))) {
      proxy.electric.answerWith(held::add);
      open(proxy, ITEMS, "alice");
      open(proxy, ITEMS, "bob");
      awaitHeld(2);

      RawHttp.Answer answer = proxy.get(ITEMS, token("carol"));

      assertRefused(answer, 503, "too_many_requests_open");
      assertEquals(2, proxy.electric.arrivals().size());
      leave();
      proxy.electric.answerWith(RecordingElectric::rows);
      awaitOk(proxy, ITEMS, "carol");
    }
  }

  @Test
  void answers429BeyondTheOpenRequestsOfASubject() throws Exception {
    try (ProxyFixture proxy = new ProxyFixture(new ProxyLimits(100, 2, NO_RATE, 1))) {
      proxy.electric.answerWith(held::add);
      open(proxy, LIVE, "alice");
      open(proxy, ITEMS, "alice");
      awaitHeld(2);

      RawHttp.Answer refused = proxy.get(LIVE, token("alice"));
      proxy.electric.answerWith(RecordingElectric::rows);

      assertRefused(refused, 429, "too_many_requests_of_subject");
      assertEquals(200, proxy.get(LIVE, token("bob")).status(), "another subject");
      leave();
      awaitOk(proxy, LIVE, "alice");
    }
  }

  @Test
  void answers429BeyondTheRateOfASubjectAndNamesWhenToComeBack() throws Exception {
    try (ProxyFixture proxy = new ProxyFixture(new ProxyLimits(100, 100, 1, 3))) {
      for (int i = 0; i < 3; i++) {
        assertEquals(200, proxy.get(ITEMS, token("alice")).status(), "request " + i);
      }

      RawHttp.Answer answer = proxy.get(ITEMS, token("alice"));

      assertRefused(answer, 429, "rate_limited");
      assertEquals(200, proxy.get(ITEMS, token("bob")).status(), "another subject");
      awaitOk(proxy, ITEMS, "alice");
    }
  }

  @Test
  void countsThoseWithoutANameByTheirTokens() throws Exception {
    try (ProxyFixture proxy = new ProxyFixture(new ProxyLimits(100, 100, 1, 1))) {
      String one = anonymous("one");

      assertEquals(200, proxy.get(ITEMS, one).status());
      assertEquals(429, proxy.get(ITEMS, one).status());
      assertEquals(200, proxy.get(ITEMS, anonymous("two")).status());
    }
  }

  @Test
  void aTokenThatDoesNotVerifyTakesNothingOfItsSubject() throws Exception {
    try (ProxyFixture proxy = new ProxyFixture(new ProxyLimits(100, 100, 1, 1))) {
      String good = token("alice");
      for (int i = 0; i < 5; i++) {
        assertEquals(
            401, proxy.get(ITEMS, good.substring(0, good.length() - 4) + "AAAA").status());
      }

      assertEquals(200, proxy.get(ITEMS, good).status());
    }
  }

  private static void assertRefused(RawHttp.Answer answer, int status, String code) {
    assertEquals(status, answer.status());
    assertEquals(code, new JsonObject(answer.body()).getString("code"));
    assertTrue(Integer.parseInt(answer.header("retry-after")) >= 1, "Retry-After");
  }

  private void open(ProxyFixture proxy, String target, String subject) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port);
    clients.add(client);
    client
        .getOutputStream()
        .write(("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + ProxyFixture.bearer(token(subject))
                + "\r\n")
            .getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void leave() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
  }

  private void awaitHeld(int count) {
    while (held.size() < count) {
      Thread.onSpinWait();
    }
  }

  /** What was released frees its place when its end has been noticed. */
  private static void awaitOk(ProxyFixture proxy, String target, String subject)
      throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (proxy.get(target, token(subject)).status() != 200) {
      assertTrue(System.nanoTime() < deadline, "no place gets free");
    }
  }

  private static String token(String subject) {
    return Tokens.with(claims -> claims.put("sub", subject));
  }

  private static String anonymous(String id) {
    return Tokens.with(claims -> claims.put("sub", "anonymous").put("jti", id));
  }
}
