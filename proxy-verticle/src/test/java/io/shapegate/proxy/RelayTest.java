package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void answers502WhereElectricIsUnreachable() throws Exception {
    int port = proxy.deploy(ProxyFixture.config(
        URI.create("http://127.0.0.1:1"),
        new ProxyConfig.TokenKey.Shared(ProxyFixture.AUTH_SECRET),
        Duration.ofSeconds(2)));

    RawHttp.Answer answer = RawHttp.send(port, "GET", ITEMS, ProxyFixture.bearer(TOKEN), "");

    assertEquals(502, answer.status());
    assertEquals("electric_unreachable", new JsonObject(answer.body()).getString("code"));
  }

  @Test
  void answers504WhereElectricStaysSilent() throws Exception {
    proxy.electric.answerWith(request -> {});

    RawHttp.Answer answer = proxy.get(ITEMS, TOKEN);

    assertEquals(504, answer.status());
    assertFalse(answer.body().contains(ProxyFixture.ELECTRIC_SECRET));
  }

  @Test
  void breaksTheConnectionWhereElectricBreaksOff() throws Exception {
    proxy.electric.answerWith(request -> {
      HttpServerResponse response = request.response().setChunked(true);
      response.write("[{\"half\":").onComplete(written -> request.connection().close());
    });

    RawHttp.Answer answer = proxy.get(ITEMS, TOKEN);

    assertEquals(200, answer.status());
    assertTrue(answer.body().contains("half"));
    assertFalse(
        answer.body().endsWith("0\r\n\r\n"), "the last chunk says that the answer is whole");
  }

  /** Its orderly end would say that the answer is whole. */
  @Test
  void resetsAConnectionOfHttp10WhereElectricBreaksOff() {
    proxy.electric.answerWith(request -> {
      HttpServerResponse response = request.response().setChunked(true);
      response.write("[{\"half\":").onComplete(written -> request.connection().close());
    });

    assertThrows(
        SocketException.class,
        () -> RawHttp.send(
            proxy.port, "GET " + ITEMS + " HTTP/1.0\r\n" + ProxyFixture.bearer(TOKEN) + "\r\n"));
  }

  @Test
  void keepsNothingOfAnAnswerThatBreaksOffBeforeItsBody() throws Exception {
    proxy.electric.answerWith(request -> {
      HttpServerResponse response = request.response();
      response
          .putHeader("content-length", "10")
          .putHeader("etag", "\"x\"")
          .putHeader("electric-handle", "1-2")
          .writeHead()
          .onComplete(written -> request.connection().close());
    });

    RawHttp.Answer answer = proxy.get(ITEMS, TOKEN);

    assertEquals(502, answer.status());
    assertEquals("electric_broke_off", new JsonObject(answer.body()).getString("code"));
    assertEquals("no-store", answer.header("cache-control"));
    assertEquals("", answer.header("etag") + answer.header("electric-handle"));
  }

  @Test
  void breaksTheConnectionWhereElectricFallsSilentInTheBody() throws Exception {
    proxy.electric.answerWith(request -> request.response().setChunked(true).write("[{\"half\":"));

    RawHttp.Answer answer = proxy.get(ITEMS, TOKEN);

    assertEquals(200, answer.status());
    assertFalse(
        answer.body().endsWith("0\r\n\r\n"), "the last chunk says that the answer is whole");
  }

  @Test
  void cancelsTheUpstreamRequestWhenTheClientLeaves() throws Exception {
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    proxy.electric.answerWith(request -> {
      request
          .response()
          .closeHandler(closed -> cancelled.complete(null))
          .exceptionHandler(failure -> {});
      arrived.complete(null);
    });

    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port)) {
      client
          .getOutputStream()
          .write(("GET " + ITEMS + " HTTP/1.1\r\nHost: a\r\n" + ProxyFixture.bearer(TOKEN) + "\r\n")
              .getBytes(StandardCharsets.UTF_8));
      arrived.get(5, TimeUnit.SECONDS);
    }

    cancelled.get(1, TimeUnit.SECONDS);
  }

  @Test
  void cancelsTheUpstreamRequestWhenTheClientLeavesWithinTheBody() throws Exception {
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    proxy.electric.answerWith(request -> {
      request
          .response()
          .closeHandler(closed -> cancelled.complete(null))
          .exceptionHandler(failure -> {});
      request.response().setChunked(true).write("data: {}\n\n");
    });

    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port)) {
      client
          .getOutputStream()
          .write(("GET " + ITEMS + " HTTP/1.1\r\nHost: a\r\n" + ProxyFixture.bearer(TOKEN) + "\r\n")
              .getBytes(StandardCharsets.UTF_8));
      client.getInputStream().readNBytes(100);
    }

    cancelled.get(1, TimeUnit.SECONDS);
  }

  @Test
  void pausesElectricForASlowReader() throws Exception {
    int chunks = 400;
    CompletableFuture<Integer> sent = new CompletableFuture<>();
    proxy.electric.answerWith(request -> {
      HttpServerResponse response = request.response().setChunked(true);
      response.exceptionHandler(failure -> {});
      writeUntilFull(response, chunks, sent);
    });

    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port)) {
      client
          .getOutputStream()
          .write(("GET " + ITEMS + " HTTP/1.1\r\nHost: a\r\n" + ProxyFixture.bearer(TOKEN) + "\r\n")
              .getBytes(StandardCharsets.UTF_8));

      int written = sent.get(5, TimeUnit.SECONDS);

      assertTrue(
          written < chunks,
          "Electric wrote all " + written + " chunks to a client that reads none");
    }
  }

  /** Completes with the number of chunks written when the queue stays full for a while, or all were taken. */
  private static void writeUntilFull(
      HttpServerResponse response, int chunks, CompletableFuture<Integer> sent) {
    int[] written = {0};
    Buffer chunk = Buffer.buffer(new byte[256 * 1024]);
    proxy.vertx.setPeriodic(2, timer -> {
      if (!response.writeQueueFull() && written[0] < chunks) {
        response.write(chunk);
        written[0]++;
        return;
      }
      if (written[0] == chunks) {
        sent.complete(chunks);
      }
    });
    proxy.vertx.setTimer(1_500, late -> sent.complete(written[0]));
  }
}
