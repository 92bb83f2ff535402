package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that bring no request end, others do not. A second here stands for ten, or for a minute. */
@Tag("slow")
final class ClientPatienceTest {
  private static final Duration FIRST = Duration.ofMillis(600);
  private static final Duration NEXT = Duration.ofMillis(1_200);
  private static final Duration TICK = Duration.ofMillis(50);
  private static final ServerConfig CLEAR_TEXT = new ServerConfig(null, true);
  /** More than the buffers of two sockets hold. */
  private static final int BIG = 64 << 20;

  private static final int NEVER_MILLIS = 10_000;
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final Duration LATE = NEXT.multipliedBy(3);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger requests = new AtomicInteger();

  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = listen(ServerConfig.PLAIN);
  }

  @AfterEach
  void stop() throws Exception {
    Settled.result(vertx.close());
  }

  private HttpServer listen(ServerConfig config) throws Exception {
    return Settled.result(
        StrictHttpServer.create(vertx, config, new ClientPatience(FIRST, NEXT, TICK), this::answer)
            .listen(0, "127.0.0.1"));
  }

  private static Socket connect(HttpServer to) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.actualPort());
    socket.setSoTimeout(NEVER_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void answer(HttpServerRequest request) {
    requests.incrementAndGet();
    HttpServerResponse response = request.response();
    switch (request.uri()) {
      case "/late" -> vertx.setTimer(LATE.toMillis(), late -> response.end("late"));
      case "/big" -> response.end(Buffer.buffer(new byte[BIG]));
      default -> response.end();
    }
  }

  private void after(Duration time) throws Exception {
    Settled.result(vertx.timer(time.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Sends a byte now and then until the socket is closed. */
  private void drip(Socket socket) {
    vertx.setPeriodic(20, timer -> {
      try {
        send(socket, "x");
      } catch (IOException e) {
        vertx.cancelTimer(timer);
      }
    });
  }

  private static long millisToEnd(Socket socket) throws IOException {
    long start = System.nanoTime();
    bytesToEnd(socket);
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private static long bytesToEnd(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] chunk = new byte[65_536];
    long bytes = 0;
    try {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        bytes += read;
      }
    } catch (SocketException reset) {
      // An end as well.
    }
    return bytes;
  }

  private static void assertBetween(Duration from, long millis) {
    assertTrue(millis >= from.toMillis() - 100, "closed after " + millis + " ms");
    assertTrue(millis < from.toMillis() + 1_000, "closed after " + millis + " ms");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endsAConnectionThatBringsNothing(boolean http2) throws Exception {
    HttpServer to = http2 ? listen(CLEAR_TEXT) : server;
    try (Socket socket = connect(to)) {
      assertBetween(FIRST, millisToEnd(socket));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endsAConnectionWhoseFirstHeadDrips(boolean http2) throws Exception {
    HttpServer to = http2 ? listen(CLEAR_TEXT) : server;
    try (Socket socket = connect(to)) {
      send(socket, "GET / HTTP/1.1\r\nX: ");
      drip(socket);

      assertBetween(FIRST, millisToEnd(socket));
    }
    assertEquals(0, requests.get());
  }

  @Test
  void endsAnHttp2ConnectionWithHalfAPreface() throws Exception {
    try (Socket socket = connect(listen(CLEAR_TEXT))) {
      send(socket, "PRI * HTTP/2.0\r\n");

      assertBetween(FIRST, millisToEnd(socket));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endsAConnectionThatIsQuietAfterItsAnswer(boolean http2) throws Exception {
    HttpServer to = http2 ? listen(CLEAR_TEXT) : server;
    try (Socket socket = connect(to)) {
      send(socket, GET);

      assertBetween(NEXT, millisToEnd(socket));
    }
  }

  @Test
  void endsAConnectionWhoseNextHeadDrips() throws Exception {
    try (Socket socket = connect(server)) {
      send(socket, GET);
      drip(socket);

      assertBetween(NEXT, millisToEnd(socket));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void leavesALongRequestAlone(boolean http2) throws Exception {
    HttpServer to = http2 ? listen(CLEAR_TEXT) : server;
    try (Socket socket = connect(to)) {
      send(socket, GET.replace("/ ", "/late "));

      String answer = new String(socket.getInputStream().readNBytes(17), StandardCharsets.US_ASCII);

      assertEquals("HTTP/1.1 200 OK\r\n", answer);
      assertBetween(NEXT, millisToEnd(socket));
    }
  }

  @Test
  void takesTheNextRequestWithinTheTimeForIt() throws Exception {
    try (Socket socket = connect(server)) {
      for (int i = 1; i <= 4; i++) {
        send(socket, GET);
        after(FIRST.plusMillis(200));

        assertEquals(i, requests.get());
      }
    }
  }

  @Test
  void cutsAConnectionThatDoesNotReadItsAnswer() throws Exception {
    try (Socket socket = connect(server)) {
      send(socket, GET.replace("/ ", "/big "));

      after(NEXT.plus(FIRST).multipliedBy(2));

      assertTrue(bytesToEnd(socket) < BIG, "the answer came whole");
    }
  }

  @Test
  void endsAQuietHttp2ConnectionAndLeavesABusyOneAlone() throws Exception {
    int port = listen(CLEAR_TEXT).actualPort();
    HttpClient client = vertx.createHttpClient(new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setHttp2ClearTextUpgrade(false));
    CompletableFuture<Long> closed = new CompletableFuture<>();
    Future<Buffer> late = client
        .request(HttpMethod.GET, port, "127.0.0.1", "/late")
        .compose(request -> {
          request.connection().closeHandler(gone -> closed.complete(System.nanoTime()));
          return request.send();
        })
        .compose(HttpClientResponse::body);
    Settled.result(client
        .request(HttpMethod.GET, port, "127.0.0.1", "/")
        .compose(HttpClientRequest::send)
        .compose(HttpClientResponse::body));

    assertEquals("late", Settled.result(late).toString());
    long answered = System.nanoTime();

    assertBetween(
        NEXT,
        TimeUnit.NANOSECONDS.toMillis(closed.get(NEVER_MILLIS, TimeUnit.MILLISECONDS) - answered));
  }
}
