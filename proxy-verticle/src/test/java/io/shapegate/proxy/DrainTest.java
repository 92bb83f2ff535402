package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.launcher.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A proxy that is asked to stop loses nobody's answer, and keeps nobody waiting. */
@Timeout(20)
class DrainTest {
  private static final String ITEMS = "/v1/shape?table=items&offset=-1";
  private static final String LIVE =
      "/v1/shape?table=items&offset=0_0&handle=1-2&live=true&cursor=1";
  private static final String TOKEN = Tokens.of(Tokens.wholeTable());
  private static final String LAST_CHUNK = "0\r\n\r\n";

  private final Vertx vertx = Vertx.vertx();
  private RecordingElectric electric;
  private int port;
  private String deployment;

  @BeforeEach
  void start() throws Exception {
    electric = new RecordingElectric(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void sendsALongPollAway() throws Exception {
    deploy("0s", "5s");
    CompletableFuture<RawHttp.Answer> waiting = held(request -> {}, LIVE);

    undeploy();

    RawHttp.Answer answer = waiting.get(2, TimeUnit.SECONDS);
    assertEquals(503, answer.status());
    assertEquals("shutting_down", new JsonObject(answer.body()).getString("code"));
    assertEquals("1", answer.header("retry-after"));
    assertEquals("close", answer.header("connection"));
  }

  @Test
  void endsAStreamOfEventsBehindAWholeOne() throws Exception {
    deploy("0s", "5s");
    electric.answerWith(request -> {
      HttpServerResponse response = request.response().setChunked(true);
      response.putHeader("content-type", "text/event-stream").write("data: {}\n\n");
    });
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client
          .getOutputStream()
          .write(("GET " + LIVE + "&live_sse=true HTTP/1.1\r\nHost: a\r\n"
                  + ProxyFixture.bearer(TOKEN) + "\r\n")
              .getBytes(StandardCharsets.UTF_8));
      StringBuilder read = new StringBuilder();
      while (read.indexOf("data: {}\n\n\r\n") < 0) {
        read.append((char) client.getInputStream().read());
      }

      undeploy();

      String rest = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(LAST_CHUNK, rest);
    }
  }

  @Test
  void finishesAnAnswerThatIsOnItsWayAndTakesNoNewConnection() throws Exception {
    deploy("0s", "5s");
    CompletableFuture<HttpServerResponse> begun = new CompletableFuture<>();
    CompletableFuture<RawHttp.Answer> reading = held(
        request -> {
          HttpServerResponse response = request.response().setChunked(true);
          response.write("[1,").onComplete(written -> begun.complete(response));
        },
        ITEMS);

    CompletableFuture<Void> stopped = undeployLater();
    awaitClosed();
    begun.get(2, TimeUnit.SECONDS).end("2]");

    RawHttp.Answer answer = reading.get(2, TimeUnit.SECONDS);
    assertEquals(200, answer.status());
    assertTrue(answer.body().endsWith("2]\r\n" + LAST_CHUNK), answer.body());
    stopped.get(2, TimeUnit.SECONDS);
  }

  @Test
  void breaksOffWhatIsNotFinishedInTime() throws Exception {
    deploy("0s", "1s");
    CompletableFuture<RawHttp.Answer> reading =
        held(request -> request.response().setChunked(true).write("[1,"), ITEMS);

    undeploy();

    assertFalse(reading.get(2, TimeUnit.SECONDS).body().endsWith(LAST_CHUNK));
  }

  @Test
  void isNotReadyBeforeItTakesNoMoreConnections() throws Exception {
    deploy("2s", "1s");
    assertEquals(200, RawHttp.send(port, "GET", "/health/ready", "", "").status());

    CompletableFuture<Void> stopped = undeployLater();

    RawHttp.Answer ready = RawHttp.send(port, "GET", "/health/ready", "", "");
    while (ready.status() != 503) {
      ready = RawHttp.send(port, "GET", "/health/ready", "", "");
    }
    assertEquals("DOWN", new JsonObject(ready.body()).getJsonObject("checks").getString("serving"));
    assertEquals(
        "close",
        RawHttp.send(
                port,
                "GET " + ITEMS + " HTTP/1.1\r\nHost: a\r\n" + ProxyFixture.bearer(TOKEN)
                    + "Connection: close\r\n\r\n")
            .header("connection"));
    stopped.get(10, TimeUnit.SECONDS);
    assertClosed();
  }

  private void deploy(String delay, String timeout) throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ProxyConfig config = ProxyConfig.from(new Settings(Map.of(
        "PORT",
        String.valueOf(port),
        "ELECTRIC_URL",
        electric.url().toString(),
        "ELECTRIC_SECRET",
        ProxyFixture.ELECTRIC_SECRET,
        "AUTH_SECRET",
        Tokens.SECRET,
        "DRAIN_DELAY",
        delay,
        "DRAIN_TIMEOUT",
        timeout)));
    deployment = vertx.deployVerticle(new ProxyVerticle(config)).await(10, TimeUnit.SECONDS);
  }

  /** Asks, and returns when Electric has been asked; the answer comes later. */
  private CompletableFuture<RawHttp.Answer> held(
      io.vertx.core.Handler<HttpServerRequest> answer, String target) throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    electric.answerWith(request -> {
      request.response().exceptionHandler(failure -> {});
      answer.handle(request);
      arrived.countDown();
    });
    CompletableFuture<RawHttp.Answer> reading = CompletableFuture.supplyAsync(() -> read(target));
    assertTrue(arrived.await(5, TimeUnit.SECONDS));
    return reading;
  }

  /** On a connection that would stay open. */
  private RawHttp.Answer read(String target) {
    try {
      return RawHttp.send(
          port, "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + ProxyFixture.bearer(TOKEN) + "\r\n");
    } catch (IOException e) {
      return new RawHttp.Answer("broken: " + e.getClass().getSimpleName());
    }
  }

  private void undeploy() throws Exception {
    vertx.undeploy(deployment).await(10, TimeUnit.SECONDS);
  }

  private CompletableFuture<Void> undeployLater() {
    return vertx.undeploy(deployment).toCompletionStage().toCompletableFuture();
  }

  /** While the server closes, a connection that nobody has accepted yet is reset. */
  private void awaitClosed() throws IOException {
    while (true) {
      try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertTrue(open.isConnected());
      } catch (ConnectException closed) {
        return;
      } catch (SocketException reset) {
        Thread.onSpinWait();
      }
    }
  }

  private void assertClosed() {
    assertThrows(
        ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
  }
}
