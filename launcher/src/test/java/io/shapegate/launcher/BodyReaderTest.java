package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A body comes whole, or the client hears why not and can send no more for ever. */
final class BodyReaderTest {
  private static final int LIMIT = 1_000;
  private static final int MUCH_KILOBYTES = 50_000;
  private static final Duration TIME = Duration.ofMillis(400);
  private static final int NEVER_MILLIS = 10_000;

  private final Vertx vertx = Vertx.vertx();
  private final Promise<Buffer> outcome = Promise.promise();
  private Socket socket;
  private BufferedReader answers;

  @BeforeEach
  void start() throws Exception {
    HttpServer server =
        Settled.result(StrictHttpServer.create(vertx, this::answer).listen(0, "127.0.0.1"));
    socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    socket.setSoTimeout(NEVER_MILLIS);
    answers = new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
  }

  @AfterEach
  void stop() throws Exception {
    socket.close();
    Settled.result(vertx.close());
  }

  private void answer(HttpServerRequest request) {
    new BodyReader(vertx, LIMIT, TIME)
        .read(request)
        .onComplete(outcome::tryComplete, outcome::tryFail)
        .onSuccess(body -> request.response().end())
        .onFailure(failure -> request
            .response()
            .setStatusCode(((BodyException) failure).problem().status())
            .end());
  }

  private void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void sendHead(String... headers) throws IOException {
    send("POST / HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
  }

  /** Of the next answer, which has no body. */
  private int status() throws IOException {
    int status = Integer.parseInt(answers.readLine().split(" ", 3)[1]);
    while (!answers.readLine().isEmpty()) {
      // Nobody asks for its headers.
    }
    return status;
  }

  private String problem() throws Exception {
    return ((BodyException) Settled.failure(outcome.future())).problem().code();
  }

  /** How many kilobytes can be sent until the connection has ended. */
  private int kilobytesTaken() {
    int sent = 0;
    try {
      for (; sent < MUCH_KILOBYTES; sent++) {
        send("x".repeat(1_000));
      }
    } catch (IOException ended) {
      return sent;
    }
    return sent;
  }

  @Test
  void readsABodyOfTheLimit() throws Exception {
    sendHead("Content-Length: " + LIMIT);
    send("x".repeat(LIMIT));

    assertEquals(200, status());
    assertEquals("x".repeat(LIMIT), Settled.result(outcome.future()).toString());
  }

  @Test
  void readsABodyThatComesInPiecesWithinTheTime() throws Exception {
    sendHead("Transfer-Encoding: chunked");
    send("2\r\nab\r\n");
    Settled.result(vertx.timer(TIME.toMillis() / 4));
    send("1\r\nc\r\n0\r\n\r\n");

    assertEquals(200, status());
    assertEquals("abc", Settled.result(outcome.future()).toString());
  }

  @Test
  void aClientThatAnnouncesTooMuchHearsItBeforeItSends() throws Exception {
    sendHead("Content-Length: " + (LIMIT + 1), "Expect: 100-continue");

    assertEquals(413, status());
    assertEquals("body_too_large", problem());
  }

  @Test
  void theConnectionGoesOnBehindABodyThatWasALittleTooLarge() throws Exception {
    sendHead("Content-Length: " + LIMIT * 2);
    send("x".repeat(LIMIT * 2));
    assertEquals(413, status());

    sendHead("Content-Length: 1");
    send("x");

    assertEquals(200, status());
  }

  @Test
  void theConnectionEndsBehindABodyThatGoesOnAndOn() throws Exception {
    sendHead("Content-Length: " + MUCH_KILOBYTES * 1_000);
    assertEquals(413, status());

    assertTrue(kilobytesTaken() < MUCH_KILOBYTES, "all of it was taken");
  }

  @Test
  void aBodyThatIsLateIsRefusedAndEndsTheConnection() throws Exception {
    sendHead("Content-Length: 3");
    send("ab");

    assertEquals(408, status());
    assertEquals("body_too_slow", problem());
    assertEquals(-1, answers.read());
  }

  @Test
  void aBodyThatArrivesAfterItsRefusalIsNotRead() throws Exception {
    sendHead("Content-Length: 3");
    assertEquals(408, status());

    send("abc");

    assertEquals("body_too_slow", problem());
    assertEquals(-1, answers.read());
  }

  @Test
  void aBodyThatBreaksOffIsRefused() throws Exception {
    sendHead("Content-Length: 3");
    send("ab");

    socket.close();

    assertEquals("invalid_request", problem());
  }

  @Test
  void aClientThatAsksFirstIsToldToSend() throws Exception {
    sendHead("Content-Length: 2", "Expect: 100-continue");
    assertEquals(100, status());

    send("ab");

    assertEquals(200, status());
  }
}
