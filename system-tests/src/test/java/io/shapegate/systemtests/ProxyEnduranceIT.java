package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A proxy process keeps nothing of clients that leave, little of clients that are slow, and takes nobody along when it dies. */
class ProxyEnduranceIT {
  private static final String SHAPE =
      "{\"namespace\":null,\"table\":\"items\",\"where\":null,\"columns\":null,\"params\":{},\"subsets\":true}";
  private static final long SEED = System.nanoTime();
  private static final int MIB = 1_048_576;
  private static final int THREADS = 4;
  private static final int ABORTS = 10_000;

  private static final int SLOW_READERS = 100;

  /** Of the JVM itself: what its heap grows by without need, what compiled code takes. */
  private static final long SPARE_KIB = 64 * 1_024;

  /** Less than half a kilobyte for each client that left. */
  private static final long LIVE_SPARE_KIB = 4 * 1_024;

  private final Vertx vertx = Vertx.vertx();
  private final String token = ShapeTokens.of(SHAPE, Instant.now().plusSeconds(3_600));
  private MoodyElectric electric;
  private Node proxy;

  @BeforeEach
  void start() throws Exception {
    electric = new MoodyElectric(vertx);
    proxy = Node.start(
            "proxy",
            "proxy-verticle",
            Map.of(
                "CLUSTER_PORT",
                String.valueOf(Ports.freeRange(12)),
                "CLUSTER_NAME",
                "endurance-" + SEED,
                "ELECTRIC_URL",
                "http://127.0.0.1:" + electric.port(),
                "ELECTRIC_SECRET",
                "electric-secret-of-the-system-tests",
                "AUTH_SECRET",
                ShapeTokens.SECRET,
                "RATE_LIMIT",
                "0",
                "ACCESS_LOG",
                "false",
                "INSTANCES",
                "1"))
        .awaitReady();
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void keepsNothingOfTenThousandClientsThatLeaveSomewhere() throws Exception {
    System.out.println("seed " + SEED);
    abort(ABORTS / 4);
    awaitIdle();
    int descriptors = proxy.openFiles();
    long heap = proxy.liveHeapKib();

    abort(ABORTS);

    awaitIdle();
    Await.until(
        "no more than " + descriptors + " and a few open files, but " + proxy.openFiles(),
        Duration.ofSeconds(10),
        () -> proxy.openFiles() <= descriptors + 10);
    long grown = proxy.liveHeapKib() - heap;
    assertTrue(grown < LIVE_SPARE_KIB, "live objects have grown by " + grown + " KiB");
    assertEquals("ok", ask("ok"));
  }

  @Test
  void slowReadersCostLittle() throws Exception {
    assertEquals("ok", ask("ok"));
    List<Socket> readers = new ArrayList<>();
    for (int i = 0; i < SLOW_READERS; i++) {
      readers.add(send("GET", "endless"));
    }
    read(readers, MIB / 4);
    long memory = proxy.residentKib();

    for (int round = 0; round < 8; round++) {
      read(readers, MIB / 4);
      long grown = proxy.residentKib() - memory;
      assertTrue(grown < SPARE_KIB, "the memory has grown by " + grown + " KiB");
    }

    assertEquals("ok", ask("ok"));
    close(readers);
    awaitIdle();
  }

  @Test
  void nobodyHangsWhenTheProxyIsKilled() throws Exception {
    List<Socket> clients =
        List.of(send("GET", "silent"), send("GET", "half"), send("GET", "endless"));
    Await.until("all have arrived", Duration.ofSeconds(5), () -> electric.open() == clients.size());

    proxy.kill();

    for (Socket client : clients) {
      client.setSoTimeout(2_000);
      assertFalse(readToEnd(client).endsWith("0\r\n\r\n"), "it looks whole");
    }
    awaitIdle();
  }

  private void abort(int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Void>> work = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(SEED + i);
        work.add(() -> {
          for (int j = 0; j < count / THREADS; j++) {
            leaveSomewhere(random);
          }
          return null;
        });
      }
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Sends all of a request or a part of it, reads for a moment or not at all, and closes or resets. */
  private void leaveSomewhere(Random random) throws IOException {
    String[] kinds = {"silent", "half", "endless", "ok"};
    byte[] request =
        request(random.nextBoolean() ? "GET" : "POST", kinds[random.nextInt(kinds.length)]);
    int length = random.nextInt(4) == 0 ? 1 + random.nextInt(request.length) : request.length;
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      client.setSoLinger(random.nextBoolean(), 0);
      client.setSoTimeout(1 + random.nextInt(3));
      client.getOutputStream().write(request, 0, length);
      if (random.nextBoolean()) {
        client.getInputStream().readNBytes(random.nextInt(100_000));
      }
    } catch (SocketTimeoutException e) {
      // It has waited long enough.
    }
  }

  private void awaitIdle() {
    Await.until(
        "Electric has " + electric.open() + " requests open",
        Duration.ofSeconds(10),
        () -> electric.open() == 0);
  }

  private String ask(String what) throws IOException {
    try (Socket client = send("GET", what)) {
      String answer = "";
      InputStream in = client.getInputStream();
      while (!answer.endsWith("\r\n\r\nok")) {
        answer += (char) in.read();
      }
      return answer.substring(answer.length() - 2);
    }
  }

  private Socket send(String method, String what) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    client.setSoTimeout(10_000);
    client.getOutputStream().write(request(method, what));
    return client;
  }

  private byte[] request(String method, String what) {
    String body = method.equals("POST") ? "{\"limit\":1,\"order_by\":\"id\"}" : "";
    return (method + " /v1/shape?table=items&offset=0_0&handle=" + what
            + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token
            + (body.isEmpty() ? "" : "\r\nContent-Length: " + body.length()) + "\r\n\r\n" + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void read(List<Socket> readers, int bytes) throws IOException {
    for (Socket reader : readers) {
      assertEquals(bytes, reader.getInputStream().readNBytes(bytes).length);
    }
  }

  private static String readToEnd(Socket client) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (InputStream in = client.getInputStream()) {
      in.transferTo(all);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException reset) {
      // As much an end as any.
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
