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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Either side may break off, fall silent or be slow; the other neither takes half for the whole nor waits for ever. */
class RelayFailureTest {
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
