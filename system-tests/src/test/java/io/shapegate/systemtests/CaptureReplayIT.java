package io.shapegate.systemtests;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real Electric answered goes through the proxy: the same bytes, the same status, and headers as the table here says. */
class CaptureReplayIT {
  private static ProxyFixture proxy;

  @BeforeAll
  static void start() throws Exception {
    proxy = new ProxyFixture(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
  }

  @TestFactory
  Stream<DynamicTest> passesOnWhatElectricAnswered() {
    return RecordedAnswer.all().stream()
        .map(recorded -> DynamicTest.dynamicTest(recorded.name(), () -> replay(recorded)));
  }

  @Test
  void allCapturesAreThere() {
    assertEquals(121 - 1, RecordedAnswer.all().size(), "all but 120, see bodiesOf10MbArriveWhole");
  }

  /** Electric leaves its chunked answers as they are, so a compressed one is made here. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void passesOnCompressedBytes(boolean chunked) throws Exception {
    RecordedAnswer plain = numbered(12);
    List<Map.Entry<String, String>> headers = new ArrayList<>(plain.headers());
    headers.removeIf(header -> header.getKey().equals("transfer-encoding"));
    headers.add(entry("content-encoding", "gzip"));
    String body = gzip(plain.body());
    headers.add(
        chunked
            ? entry("transfer-encoding", "chunked")
            : entry("content-length", String.valueOf(body.length())));

    assertPassedOn(with(plain, 200, headers, body), 100);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 429, 503})
  void passesOnOtherStatuses(int status) throws Exception {
    List<Map.Entry<String, String>> headers = new ArrayList<>(numbered(77).headers());
    headers.removeIf(header -> header.getKey().matches("content-length|transfer-encoding"));
    headers.add(entry("retry-after", "7"));
    String body = status == 204 ? "" : "{\"code\":\"concurrent_request_limit_exceeded\"}";
    if (status != 204) {
      headers.add(entry("content-length", String.valueOf(body.length())));
    }

    assertPassedOn(with(numbered(77), status, headers, body), 10);
  }

  /** As long as the bodies of capture 120. */
  @ParameterizedTest
  @ValueSource(ints = {10_486_493, 10_486_569})
  void bodiesOf10MbArriveWhole(int length) throws Exception {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    String body = new String(bytes, StandardCharsets.ISO_8859_1);

    assertPassedOn(with(numbered(7), 200, numbered(7).headers(), body), 1_000_000);
  }

  private static RecordedAnswer numbered(int number) {
    return RecordedAnswer.all().stream()
        .filter(recorded -> recorded.number() == number)
        .findFirst()
        .orElseThrow();
  }

  private static RecordedAnswer with(
      RecordedAnswer other, int status, List<Map.Entry<String, String>> headers, String body) {
    return new RecordedAnswer(
        other.name(),
        other.method(),
        other.target(),
        other.requestHeaders(),
        other.requestBody(),
        status,
        "Other",
        headers,
        body,
        true);
  }

  private static void replay(RecordedAnswer recorded) throws Exception {
    ReplayExpectations.Refusal ours = ReplayExpectations.NOT_FORWARDED.get(recorded.number());
    ReplayExpectations.Refusal replaced = ReplayExpectations.REPLACED.get(recorded.number());
    if (ours != null || replaced != null) {
      assertRefused(recorded, ours == null ? replaced : ours, ours == null);
      return;
    }
    assertPassedOn(recorded, Integer.MAX_VALUE);
    assertPassedOn(recorded, 7);
  }

  private static void assertRefused(
      RecordedAnswer recorded, ReplayExpectations.Refusal refusal, boolean forwarded)
      throws Exception {
    proxy.upstream.reset();
    proxy.upstream.answerWith((request, out) -> write(recorded, out, Integer.MAX_VALUE));

    RawHttp.Answer answer = RawHttp.send(proxy.port, request(recorded));

    assertEquals(refusal.status(), answer.status(), answer.text());
    assertEquals(forwarded ? 1 : 0, proxy.upstream.arrivals().size());
    if (!refusal.code().isEmpty()) {
      assertEquals(refusal.code(), new JsonObject(answer.body()).getString("code"));
    }
    assertFalse(!recorded.body().isEmpty() && answer.text().contains(recorded.body()));
  }

  private static void assertPassedOn(RecordedAnswer recorded, int pieces) throws Exception {
    proxy.upstream.reset();
    proxy.upstream.answerWith((request, out) -> write(recorded, out, pieces));

    RawHttp.Answer answer = RawHttp.send(proxy.port, request(recorded));

    assertEquals(recorded.status(), answer.status(), answer.head());
    assertTrue(
        recorded.body().equals(answer.body()),
        () -> "another body of " + answer.rawBody().length() + " bytes");
    Map<String, String> headers = ReplayExpectations.headers(answer);
    if (recorded.header("content-length").isEmpty() && !recorded.body().isEmpty()) {
      // An answer that came at once may go on with its length in place of chunks.
      headers.remove("content-length", String.valueOf(recorded.body().length()));
    }
    assertEquals(ReplayExpectations.expectedHeaders(recorded), headers);
    assertEquals(1, answer.headers("x-request-id").size());
    assertFalse(answer.header("x-request-id").equals(recorded.header("x-request-id")));
    assertEquals(1, proxy.upstream.arrivals().size());
  }

  private static void write(RecordedAnswer recorded, OutputStream out, int pieces)
      throws IOException {
    boolean bodiless =
        recorded.method().equals("HEAD") || recorded.status() == 304 || recorded.status() == 204;
    boolean chunked =
        recorded.isChunked() || (!bodiless && recorded.header("content-length").isEmpty());
    StringBuilder head = new StringBuilder("HTTP/1.1 " + recorded.status() + " x\r\n");
    recorded.headers().stream()
        .filter(header -> !header.getKey().matches("transfer-encoding|connection"))
        .forEach(header -> head.append(header.getKey() + ": " + header.getValue() + "\r\n"));
    RawUpstream.write(out, head + (chunked ? "transfer-encoding: chunked\r\n\r\n" : "\r\n"));
    if (bodiless) {
      return;
    }
    String body = recorded.body();
    for (int at = 0; at < body.length(); at += Math.min(pieces, body.length())) {
      String piece = body.substring(at, (int) Math.min((long) at + pieces, body.length()));
      RawUpstream.write(
          out, chunked ? Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n" : piece);
    }
    RawUpstream.write(out, chunked ? "0\r\n\r\n" : "");
  }

  /** The recorded request without its secret, and with a token for just this shape. */
  private static String request(RecordedAnswer recorded) {
    String target = recorded
        .target()
        .replaceAll("(?<=[?&])secret=oracle-secret(?:&|$)", "")
        .replaceAll("&$", "");
    StringBuilder request = new StringBuilder(recorded.method() + " " + target + " HTTP/1.1\r\n")
        .append("Host: shapes.example\r\nConnection: close\r\nAuthorization: Bearer ")
        .append(ShapeTokens.of(shape(target)))
        .append("\r\n");
    recorded.requestHeaders().forEach(header -> request.append(header).append("\r\n"));
    if (!recorded.requestBody().isEmpty()) {
      request.append("Content-Length: " + recorded.requestBody().length() + "\r\n");
    }
    return request.append("\r\n").append(recorded.requestBody()).toString();
  }

  private static String shape(String target) {
    JsonObject shape = new JsonObject().put("table", "items").put("subsets", true);
    JsonObject params = new JsonObject();
    for (String pair : target.substring(target.indexOf('?') + 1).split("&", -1)) {
      String[] parts = pair.split("=", 2);
      String name = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
      String value = parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
      if (name.matches("where|columns")) {
        shape.put(name, value);
      } else if (name.equals("table") && !value.contains(" ")) {
        putTable(shape, value);
      } else if (name.startsWith("params[")) {
        params.put(name.substring(7, name.length() - 1), value);
      }
    }
    return shape.put("params", params).encode();
  }

  private static void putTable(JsonObject shape, String table) {
    String[] parts = table.split("\\.", -1);
    shape
        .put("namespace", parts.length == 2 ? parts[0] : null)
        .put("table", parts[parts.length - 1]);
  }

  private static String gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(RawHttp.bytes(text));
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
