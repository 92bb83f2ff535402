package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Clients that want to use a proxy up (attack class 18) use neither its memory nor Electric's, and others are served. */
class ExhaustionIT {
  private static final String SHAPE = "{\"table\":\"items\",\"params\":{}}";
  private static final String TARGET = "/v1/shape?table=items&offset=-1";
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final HostileSigner SIGNER = new HostileSigner();

  private static void assertServes(ProxyFixture proxy, String token) throws IOException {
    RawHttp.Answer answer = proxy.get(TARGET, token);
    assertEquals(200, answer.status(), answer.text());
  }

  private static String unknownKid(int number) throws Exception {
    String input = ShapeTokens.encode("{\"alg\":\"ES256\",\"kid\":\"unknown-" + number + "\"}")
        + "." + ShapeTokens.encode(ShapeTokens.claims(SHAPE));
    return input + "." + SIGNER.sign("foreign", input);
  }

  private static String known() throws Exception {
    String input = ShapeTokens.encode("{\"alg\":\"ES256\"}") + "."
        + ShapeTokens.encode(ShapeTokens.claims(SHAPE));
    return input + "." + SIGNER.sign("key", input);
  }

  /** The key set is there, and then hangs: nobody waits for it who has a known key, and it is asked once. */
  @Test
  void aFloodOfUnknownKeysBeforeAKeySetThatHangsKeepsNobodyElseWaiting() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (RawUpstream issuer = new RawUpstream()) {
      String keys = "{\"keys\":[" + SIGNER.jwk() + "]}";
      issuer.answerWith((request, out) -> RawUpstream.write(
          out, "HTTP/1.1 200 OK\r\ncontent-length: " + keys.length() + "\r\n\r\n" + keys));
      try (ProxyFixture proxy = new ProxyFixture(Map.of("AUTH_JWKS_URL", issuer.url() + "/keys"))) {
        Await.until("keys are known", SOON, () -> proxy.get(TARGET, known()).status() == 200);
        issuer.answerWith((request, out) -> never.await());
        int before = issuer.arrivals().size();

        List<Socket> flood = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
          Socket socket = RawHttp.open(proxy.port);
          socket
              .getOutputStream()
              .write(RawHttp.bytes(ProxyFixture.request("GET", TARGET, unknownKid(i))));
          flood.add(socket);
        }
        for (int i = 0; i < 20; i++) {
          assertServes(proxy, known());
        }

        assertTrue(issuer.arrivals().size() - before <= 2, "one fetch for each event loop");
        assertTrue(issuer.connections() <= 4, "connections to the key set");
        for (Socket socket : flood) {
          socket.close();
        }
        assertServes(proxy, known());
      } finally {
        never.countDown();
      }
    }
  }

  @Test
  void clientsThatSendTheirHeadByteByByteKeepNobodyWaiting() throws Exception {
    try (ProxyFixture proxy = new ProxyFixture(Map.of())) {
      List<Socket> slow = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        Socket socket = RawHttp.open(proxy.port);
        socket.getOutputStream().write(RawHttp.bytes("GET " + TARGET + " HTTP/1.1\r\nX: "));
        slow.add(socket);
      }
      for (int round = 0; round < 5; round++) {
        for (Socket socket : slow) {
          socket.getOutputStream().write('a');
        }
        assertServes(proxy, ShapeTokens.of(SHAPE));
      }
      assertEquals(5, proxy.upstream.arrivals().size(), "nothing of an unfinished head arrives");
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void bodiesThatNeverComeWholeReachNobody() throws Exception {
    try (ProxyFixture proxy = new ProxyFixture(Map.of())) {
      List<Socket> slow = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Socket socket = RawHttp.open(proxy.port);
        String head = ProxyFixture.request("POST", TARGET, ShapeTokens.of(SHAPE));
        socket
            .getOutputStream()
            .write(RawHttp.bytes(head.replace("\r\n\r\n", "\r\nContent-Length: 100000\r\n\r\n{")));
        slow.add(socket);
      }
      assertServes(proxy, ShapeTokens.of(SHAPE));
      assertEquals(1, proxy.upstream.arrivals().size());
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  /** What is not read waits at Electric, but for what the kernel buffers. */
  @Test
  void clientsThatDoNotReadMakeElectricWait() throws Exception {
    int clients = 20;
    long size = 200_000_000;
    AtomicLong written = new AtomicLong();
    try (ProxyFixture proxy = new ProxyFixture(Map.of())) {
      proxy.upstream.answerWith((request, out) -> endless(out, size, written));
      List<Socket> deaf = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        Socket socket = new Socket();
        socket.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port));
        socket
            .getOutputStream()
            .write(RawHttp.bytes(ProxyFixture.request("GET", TARGET, ShapeTokens.of(SHAPE))));
        deaf.add(socket);
      }
      AtomicLong last = new AtomicLong(-1);
      Await.until("Electric writes no more", SOON, () -> {
        long now = written.get();
        return now > 0
            && last.getAndSet(now) == now
            && proxy.upstream.arrivals().size() == clients;
      });

      assertTrue(written.get() < clients * 20_000_000L, written + " bytes for nobody");
      proxy.upstream.answerWith(RawUpstream::rows);
      assertServes(proxy, ShapeTokens.of(SHAPE));
      for (Socket socket : deaf) {
        socket.close();
      }
      Await.until(
          "Electric's connections are let go", SOON, () -> proxy.upstream.connections() <= 4);
    }
  }

  private static void endless(OutputStream out, long size, AtomicLong written) throws IOException {
    byte[] piece = new byte[65_536];
    RawUpstream.write(out, "HTTP/1.1 200 OK\r\ncontent-length: " + size + "\r\n\r\n");
    for (long at = 0; at < size; at += piece.length) {
      out.write(piece);
      written.addAndGet(piece.length);
    }
  }

  /** Before the head, in it, behind it, while it waits, in the answer. */
  @Test
  void aStormOfAbortsLeavesNothingBehind() throws Exception {
    Random random = new Random(20_260_103);
    CountDownLatch parked = new CountDownLatch(1);
    try (ProxyFixture proxy = new ProxyFixture(Map.of())) {
      proxy.upstream.answerWith((request, out) -> {
        RawUpstream.write(out, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n[\r\n");
        while (!parked.await(50, TimeUnit.MILLISECONDS)) {
          RawUpstream.write(out, "1\r\n \r\n");
        }
      });
      for (int i = 0; i < 600; i++) {
        String request = ProxyFixture.request("GET", TARGET, ShapeTokens.of(SHAPE));
        try (Socket socket = RawHttp.open(proxy.port)) {
          if (random.nextBoolean()) {
            socket.setSoLinger(true, 0);
          }
          int length = random.nextBoolean() ? request.length() : random.nextInt(request.length());
          socket.getOutputStream().write(RawHttp.bytes(request.substring(0, length)));
          if (length == request.length() && random.nextBoolean()) {
            socket.getInputStream().read();
          }
        }
      }

      Await.until(
          "Electric's connections are let go", SOON, () -> proxy.upstream.connections() <= 4);
      parked.countDown();
      proxy.upstream.reset();
      assertServes(proxy, ShapeTokens.of(SHAPE));
    } finally {
      parked.countDown();
    }
  }
}
