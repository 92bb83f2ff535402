package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.shapegate.launcher.ServerConfig;
import io.shapegate.proxy.ProxyConfig.TokenKey;
import io.shapegate.tokens.SignatureForm;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that do their worst take neither memory nor places from others. */
@Timeout(60)
@Tag("slow")
class HostileClientTest {
  private static final String ITEMS = "/v1/shape?table=items&offset=-1";
  private static final String TOKEN = Tokens.of(Tokens.wholeTable());
  private static final ProxyLimits ONE_AT_A_TIME = new ProxyLimits(1, 1, 0, 1);
  private static final Duration REQUEST_TIME = Duration.ofSeconds(1);
  private static final byte[] LARGE = new byte[100_000];
  private static final int ENOUGH_BYTES = 64 * 1_048_576;

  @Test
  void whoAsksOnWithoutReadingIsCutOff() throws Exception {
    try (ProxyFixture proxy = new ProxyFixture();
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port)) {
      byte[] requests =
          "GET /x HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
      OutputStream out = client.getOutputStream();

      assertThrows(IOException.class, () -> {
        for (int sent = 0; sent < ENOUGH_BYTES; sent += requests.length) {
          out.write(requests);
        }
      });

      assertEquals(200, proxy.get(ITEMS, TOKEN).status());
    }
  }

  @Test
  void whoReadsNothingLosesItsPlaceInTime() throws Exception {
    try (ProxyFixture proxy = new ProxyFixture(ONE_AT_A_TIME, Duration.ofSeconds(2));
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port)) {
      CompletableFuture<Void> arrived = new CompletableFuture<>();
      proxy.electric.answerWith(request -> {
        arrived.complete(null);
        writeOn(request.response().setChunked(true));
      });
      client.getOutputStream().write(get(TOKEN));
      arrived.get(5, TimeUnit.SECONDS);
      proxy.electric.answerWith(RecordingElectric::rows);
      assertEquals(503, proxy.get(ITEMS, TOKEN).status(), "the only place is taken");

      awaitOk(proxy.port, TOKEN, Duration.ofSeconds(8));
    }
  }

  /** The answer is complete, but for a client whose window is closed. */
  @Test
  void whoTakesNoneOfAWholeAnswerLosesItsPlaceInTime() throws Exception {
    ServerConfig http2 = new ServerConfig(null, true);
    try (ProxyFixture proxy = new ProxyFixture(ONE_AT_A_TIME, Duration.ofSeconds(2), http2)) {
      proxy.electric.answerWith(request -> request.response().end(Buffer.buffer(LARGE)));
      HttpClientResponse unread = proxy
          .vertx
          .createHttpClient(new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false))
          .request(HttpMethod.GET, proxy.port, "localhost", ITEMS)
          .compose(request -> request
              .putHeader("authorization", "Bearer " + TOKEN)
              .send()
              .onSuccess(HttpClientResponse::pause))
          .await(5, TimeUnit.SECONDS);
      assertEquals(200, unread.statusCode());
      proxy.electric.answerWith(RecordingElectric::rows);
      assertEquals(503, proxy.get(ITEMS, TOKEN).status(), "the only place is taken");

      awaitOk(proxy.port, TOKEN, Duration.ofSeconds(8));
    }
  }

  @Test
  void whoNeverSendsTheBodyGetsAnAnswerAndLosesItsPlace() throws Exception {
    try (ProxyFixture proxy = new ProxyFixture()) {
      int port = proxy.deploy(ONE_AT_A_TIME, REQUEST_TIME);
      try (Socket client = post(port, "{", 10)) {
        String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        assertTrue(answer.contains("request_timeout"), answer);
        awaitOk(port, TOKEN, Duration.ZERO);
      }
    }
  }

  /** What had come of it would have made a request. */
  @Test
  void aBodyThatArrivesTooLateAsksElectricNothingAndTheConnectionGoesOn() throws Exception {
    String inTime = "{\"limit\":3,\"order_by\":\"id\"}";
    String late = "   ";
    try (ProxyFixture proxy = new ProxyFixture()) {
      int port = proxy.deploy(ONE_AT_A_TIME, REQUEST_TIME);
      try (Socket client = post(port, inTime, inTime.length() + late.length())) {
        readUntil(client, "\"request_timeout\"");

        client.getOutputStream().write(late.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().write(get(TOKEN));

        readUntil(client, RecordingElectric.ROWS);
        assertEquals("GET", proxy.onlyArrival().method());
      }
    }
  }

  @Test
  void whoLeavesWhileKeysAreFetchedKeepsNoPlace() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
    CompletableFuture<HttpServerRequest> fetch = new CompletableFuture<>();
    try (ProxyFixture proxy = new ProxyFixture(ONE_AT_A_TIME, Duration.ofSeconds(60))) {
      int keys = proxy
          .vertx
          .createHttpServer()
          .requestHandler(fetch::complete)
          .listen(0, "127.0.0.1")
          .await(10, TimeUnit.SECONDS)
          .actualPort();
      int port = proxy.deploy(proxy.config(
          new TokenKey.KeySet(URI.create("http://127.0.0.1:" + keys + "/jwks")), ONE_AT_A_TIME));
      fetch.get(5, TimeUnit.SECONDS);
      String token = signed(key);
      for (int i = 0; i < 5; i++) {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
          client.getOutputStream().write(get(token));
        }
      }

      JsonObject set = new JsonObject()
          .put(
              "keys",
              new JsonArray()
                  .add(new JsonObject(key.toPublicJWK().toJSONString())
                      .put("alg", "ES256")
                      .put("use", "sig")));
      fetch.get().response().putHeader("content-type", "application/json").end(set.toBuffer());

      awaitOk(port, token, Duration.ofSeconds(5));
    }
  }

  /** A request with a body of which only the beginning is sent. */
  private static Socket post(int port, String body, int length) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
    client.setSoTimeout(10_000);
    client
        .getOutputStream()
        .write(("POST " + ITEMS + " HTTP/1.1\r\nHost: a\r\n" + ProxyFixture.bearer(TOKEN)
                + "Content-Length: " + length + "\r\n\r\n" + body)
            .getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  private static void readUntil(Socket client, String expected) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(expected) < 0) {
      int next = client.getInputStream().read();
      assertTrue(next >= 0, "the connection ended after " + read);
      read.append((char) next);
    }
  }

  private static byte[] get(String token) {
    return ("GET " + ITEMS + " HTTP/1.1\r\nHost: a\r\n" + ProxyFixture.bearer(token) + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void writeOn(HttpServerResponse response) {
    response.exceptionHandler(gone -> {});
    while (!response.closed() && !response.writeQueueFull()) {
      response.write(Buffer.buffer(new byte[65_536]));
    }
    if (!response.closed()) {
      response.drainHandler(drained -> writeOn(response));
    }
  }

  private static void awaitOk(int port, String token, Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    while (RawHttp.send(port, "GET", ITEMS, ProxyFixture.bearer(token), "").status() != 200) {
      assertTrue(System.nanoTime() < end, "the place is not given back");
    }
  }

  /** With the one signature of the two that counts. */
  private static String signed(ECKey key) throws Exception {
    JWSObject token = new JWSObject(
        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k").build(),
        new Payload(Tokens.claims(Tokens.wholeTable()).encode()));
    token.sign(new ECDSASigner(key));
    List<String> parts = List.of(token.serialize().split("\\.", -1));
    byte[] signature = SignatureForm.withSmallerS(Base64.getUrlDecoder().decode(parts.get(2)));
    return parts.get(0) + "." + parts.get(1) + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }
}
