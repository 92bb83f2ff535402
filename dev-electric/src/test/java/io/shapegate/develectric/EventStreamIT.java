package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.develectric.DevElectricConfig.Timings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventStreamIT {
  private TestPostgres postgres;
  private DevElectricConfig config;

  @BeforeEach
  void start() throws Exception {
    postgres = new TestPostgres();
    postgres.execute(
        "CREATE TABLE items (id int PRIMARY KEY, value text)",
        "INSERT INTO items VALUES (1, 'one')");
    config = DevElectricConfig.of(postgres.url(), TestElectric.SECRET);
  }

  @AfterEach
  void stop() throws Exception {
    postgres.close();
  }

  private static String live(TestElectric electric) throws Exception {
    Answer end = new ShapeReader(electric, "table=items").catchUp();
    return "/v1/shape?secret=" + TestElectric.SECRET + "&table=items&live=true&live_sse=true&"
        + end.next();
  }

  @Test
  void anIdleStreamIsKeptAliveAndEndsByItself() throws Exception {
    DevElectricConfig fast =
        config.with(Timings.USUAL.withSse(Duration.ofMillis(300), Duration.ofMillis(1000)));
    try (TestElectric electric = new TestElectric(fast)) {
      HttpResponse<Stream<String>> response = electric
          .client()
          .send(electric.request(live(electric)).build(), HttpResponse.BodyHandlers.ofLines());
      long start = System.nanoTime();
      List<String> lines = response.body().toList();
      assertEquals(List.of(": keep-alive", "", ": keep-alive", "", ": keep-alive", ""), lines);
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      assertTrue(millis > 500 && millis < 3000, "ended after " + millis + " ms");
    }
  }

  @Test
  void aStreamEndsWhenItsShapeDoesAndTheNextRequestIsToldSo() throws Exception {
    try (TestElectric electric = new TestElectric(config)) {
      String target = live(electric);
      HttpResponse<Stream<String>> response = electric
          .client()
          .send(electric.request(target).build(), HttpResponse.BodyHandlers.ofLines());
      postgres.execute("TRUNCATE items");
      assertEquals(List.of(), response.body().toList());
      assertEquals(409, electric.get(target).status());
    }
  }

  @Test
  void aClientThatDoesNotReadIsCutOffAndQueuesNothing() throws Exception {
    DevElectricConfig brief =
        config.with(Timings.USUAL.withSse(Duration.ofSeconds(21), Duration.ofSeconds(5)));
    try (TestElectric electric = new TestElectric(brief)) {
      try (Socket socket = open(electric, live(electric))) {
        Await.until("it waits", () -> electric.waiting() == 1);
        for (int i = 0; i < 30; i++) {
          postgres.execute("UPDATE items SET value = repeat('" + (char) ('A' + i) + "', 2000000)");
        }
        Await.until("it is cut off", () -> electric.waiting() == 0);
        long received = drain(socket);
        assertTrue(received > 1_000_000 && received < 40_000_000, received + " bytes");
      }
      assertEquals(200, electric.shape("table=items&offset=-1").status());
    }
  }

  /** What was on its way when the connection was closed. */
  private static long drain(Socket socket) throws IOException {
    long received = 0;
    byte[] some = new byte[100_000];
    try {
      int read = socket.getInputStream().read(some);
      while (read >= 0) {
        received += read;
        read = socket.getInputStream().read(some);
      }
    } catch (SocketException e) {
      // Reset: that is an end as well.
    }
    return received;
  }

  @Test
  void clientsThatGoAwayLeaveNothingBehind() throws Exception {
    DevElectricConfig slow = config.with(Timings.USUAL.withLongPoll(Duration.ofSeconds(60)));
    try (TestElectric electric = new TestElectric(slow)) {
      String sse = live(electric);
      String poll = sse.replace("&live_sse=true", "");
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        sockets.add(open(electric, i % 2 == 0 ? sse : poll));
      }
      Await.until("all wait", () -> electric.waiting() == 20);
      for (Socket socket : sockets) {
        socket.close();
      }
      Await.until("nobody waits", () -> electric.waiting() == 0);
      postgres.execute("INSERT INTO items VALUES (2, 'two')");
      assertEquals(1, electric.get(poll).rows().size());
    }
  }

  private static Socket open(TestElectric electric, String target) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), electric.port()));
    String request = "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void aClientThatReadsSlowlyStillGetsAWholeSnapshot() throws Exception {
    postgres.execute(
        "INSERT INTO items SELECT i, repeat('x', 1000) FROM generate_series(2, 5000) i");
    try (TestElectric electric = new TestElectric(config)) {
      String target = "/v1/shape?secret=" + TestElectric.SECRET + "&table=items&offset=-1";
      HttpResponse<InputStream> response = electric
          .client()
          .send(electric.request(target).build(), HttpResponse.BodyHandlers.ofInputStream());
      StringBuilder body = new StringBuilder();
      byte[] piece = new byte[100_000];
      try (InputStream in = response.body()) {
        int read = in.read(piece);
        while (read >= 0) {
          body.append(new String(piece, 0, read, StandardCharsets.US_ASCII));
          read = in.read(piece);
        }
      }
      assertEquals(
          5000, new Answer(200, java.util.Map.of(), body.toString()).rows().size());
    }
  }
}
