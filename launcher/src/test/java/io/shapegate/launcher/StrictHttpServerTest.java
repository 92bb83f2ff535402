package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client gets when its connection ends. */
class StrictHttpServerTest {
  private static final int NEVER_MILLIS = 10_000;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger handled = new AtomicInteger();

  @AfterEach
  void stop() throws Exception {
    Settled.result(vertx.close());
  }

  /** The answer is written in the turn of a timer, so it waits for the end of that turn when the connection is cut. */
  @Test
  void whatWasAnsweredBeforeACutIsSent() throws Exception {
    HttpServer server = listen(request -> vertx.setTimer(20, later -> {
      request.response().putHeader("content-length", "5").end("whole");
      StrictHttpServer.cut(request.connection());
    }));

    String received = exchange(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");

    assertTrue(received.endsWith("\r\n\r\nwhole"), received);
  }

  /** A body in chunks, which may hide a length: its connection ends, though its client asked for no such thing. */
  @Test
  void whatIsNoRequestBehindTheLastOneGetsNoAnswer() throws Exception {
    HttpServer server =
        listen(request -> vertx.setTimer(20, later -> request.response().end("whole")));

    String received = exchange(
        server,
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            + "no request\r\n\r\n");

    assertTrue(received.endsWith("\r\n\r\nwhole"), received);
    assertEquals(1, received.split("HTTP/1\\.[01] ", -1).length - 1, received);
    assertEquals(1, handled.get());
  }

  private HttpServer listen(Handler<HttpServerRequest> handler) throws Exception {
    return Settled.result(StrictHttpServer.create(vertx, request -> {
          handled.incrementAndGet();
          handler.handle(request);
        })
        .listen(0, "127.0.0.1"));
  }

  /** Sends all of it at once, and returns all that comes until the connection ends. */
  private static String exchange(HttpServer server, String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      socket.setSoTimeout(NEVER_MILLIS);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
