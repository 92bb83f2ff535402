package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Clients that leave at any point take nothing with them: no connection to Electric, no place in the pool. */
class AbortTest {
  private static final int CLIENTS = 400;

  /** Shorter than the silence after which the proxy gives Electric up anyway. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private static final String HEAD = " /v1/shape?table=items&offset=-1 HTTP/1.1\r\nHost: a\r\n"
      + ProxyFixture.bearer(Tokens.of(Tokens.wholeTable()));
  private static final String POST = "POST" + HEAD + "Content-Length: 50\r\n\r\n{\"where\":";
  private static final String GET = "GET" + HEAD + "\r\n";

  private final Random random = new Random(7);

  @Test
  void releasesWhatItHeldForClientsThatLeft() throws Exception {
    try (ProxyFixture proxy = new ProxyFixture()) {
      AtomicInteger open = new AtomicInteger();
      proxy.electric.answerWith(request -> {
        open.incrementAndGet();
        request
            .response()
            .exceptionHandler(gone -> {})
            .closeHandler(gone -> open.decrementAndGet());
        if (random.nextBoolean()) {
          request.response().setChunked(true).write("[");
        }
      });

      for (int i = 0; i < CLIENTS; i++) {
        leaveSomewhere(proxy.port, i % 2 == 0 ? GET : POST);
      }

      assertTimeoutPreemptively(SOON, () -> {
        while (open.get() > 0) {
          Thread.onSpinWait();
        }
      });
      proxy.electric.reset();
      assertEquals(200, RawHttp.send(proxy.port, close(GET)).status());
    }
  }

  /** Sends all of the request or a part of it, perhaps reads a little, and closes or resets. */
  private void leaveSomewhere(int port, String request) throws IOException {
    byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
    int length = random.nextInt(4) == 0 ? 1 + random.nextInt(bytes.length) : bytes.length;
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setSoLinger(random.nextBoolean(), 0);
      client.setSoTimeout(1 + random.nextInt(10));
      client.getOutputStream().write(bytes, 0, length);
      client.getInputStream().readNBytes(random.nextInt(100));
    } catch (SocketTimeoutException e) {
      // It has waited long enough.
    }
  }

  private static String close(String request) {
    return request.substring(0, request.length() - 2) + "Connection: close\r\n\r\n";
  }
}
