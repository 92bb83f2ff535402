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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
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
  private static final String EXPOSED =
      "electric-cursor,electric-handle,electric-has-data,electric-internal-known-error,electric-offset,electric-schema,"
          + "electric-snapshot,electric-up-to-date,etag,retry-after,shapegate-token-ttl,www-authenticate,x-request-id";

  /** What becomes of a header of Electric's, and why; any other header that arrives is a failure. */
  private static final Map<String, Change> HEADERS = Map.ofEntries(
      entry("content-type", Change.kept("how to read the body")),
      entry("content-encoding", Change.kept("how to read the body")),
      entry("content-length", Change.kept("the body is the same")),
      entry("date", Change.kept("the age of what the client caches begins here")),
      entry("etag", Change.kept("the client's cache asks with it")),
      entry("retry-after", Change.kept("the client's floor for its next try")),
      entry("electric-cursor", Change.kept("protocol")),
      entry("electric-handle", Change.kept("protocol")),
      entry("electric-has-data", Change.kept("protocol")),
      entry("electric-internal-known-error", Change.kept("protocol")),
      entry("electric-offset", Change.kept("protocol")),
      entry("electric-schema", Change.kept("protocol")),
      entry("electric-snapshot", Change.kept("protocol")),
      entry("electric-up-to-date", Change.kept("protocol, with its empty value")),
      entry("cache-control", Change.to(CaptureReplayIT::privately, "no shared cache may keep it")),
      entry(
          "vary", Change.to(vary -> "Authorization, Accept-Encoding", "each token has its answer")),
      entry(
          "access-control-allow-origin",
          Change.to(any -> "*", "CORS is the proxy's, see CORS_ORIGINS")),
      entry("access-control-expose-headers", Change.to(any -> EXPOSED, "CORS is the proxy's")),
      entry("access-control-allow-methods", Change.dropped("only in the proxy's own preflight")),
      entry("access-control-max-age", Change.dropped("only in the proxy's own preflight")),
      entry("x-request-id", Change.dropped("the proxy's own stands in its place, as in its log")),
      entry("electric-server", Change.dropped("the version is not for clients")),
      entry("surrogate-control", Change.dropped("addresses shared caches")),
      entry("connection", Change.dropped("of the other connection")),
      entry("transfer-encoding", Change.dropped("of the other connection")));

  /** Headers that are the proxy's own, or those of its connection to the client. */
  private static final List<String> OWN =
      List.of("x-request-id", "shapegate-token-ttl", "connection", "transfer-encoding");

  /** Requests that Electric never hears of, with the proxy's own answer. */
  private static final Map<Integer, Refusal> NOT_FORWARDED = Map.ofEntries(
      entry(1, new Refusal(404, "not_found", "no path of the proxy's")),
      entry(2, new Refusal(404, "", "no path of the proxy's")),
      entry(3, new Refusal(404, "not_found", "no path of the proxy's")),
      entry(4, new Refusal(404, "not_found", "no path of the proxy's")),
      entry(5, new Refusal(404, "not_found", "no path of the proxy's")),
      entry(6, new Refusal(404, "not_found", "no path of the proxy's")),
      entry(30, new Refusal(400, "bad_request", "params as JSON, another spelling")),
      entry(
          56,
          new Refusal(
              400, "bad_request", "a body with subset, which would let other keys override")),
      entry(58, new Refusal(400, "bad_request", "a body that is no JSON")),
      entry(59, new Refusal(400, "bad_request", "a body that is no object")),
      entry(63, new Refusal(400, "bad_request", "a body with a key that is no subset's")),
      entry(65, new Refusal(400, "bad_request", "no table in the query")),
      entry(69, new Refusal(400, "bad_request", "no table")),
      entry(70, new Refusal(400, "bad_request", "no table")),
      entry(72, new Refusal(400, "bad_request", "an offset of another form")),
      entry(75, new Refusal(400, "bad_request", "no name of a table")),
      entry(86, new Refusal(400, "bad_request", "a column without a name")),
      entry(87, new Refusal(400, "bad_request", "an unknown replica")),
      entry(88, new Refusal(400, "bad_request", "an unknown log")),
      entry(94, new Refusal(405, "method_not_allowed", "PUT")),
      entry(95, new Refusal(405, "method_not_allowed", "DELETE")),
      entry(96, new Refusal(405, "method_not_allowed", "PATCH")),
      entry(97, new Refusal(204, "", "the preflight is the proxy's")),
      entry(98, new Refusal(204, "", "the preflight is the proxy's")),
      entry(99, new Refusal(404, "not_found", "no path of the proxy's")),
      entry(101, new Refusal(404, "not_found", "another spelling of the path")),
      entry(102, new Refusal(404, "not_found", "another spelling of the path")),
      entry(103, new Refusal(400, "bad_request", "a name twice")),
      entry(121, new Refusal(404, "not_found", "no path of the proxy's")));

  /** Answers that no client sees. */
  private static final Map<Integer, Refusal> REPLACED = Map.of(
      62, new Refusal(502, "electric_refused", "401: the proxy's secret, not the client's matter"),
      66, new Refusal(502, "electric_refused", "401"),
      67, new Refusal(502, "electric_refused", "401"));

  private static ProxyFixture proxy;

  /**
   * @param value from Electric's to the client's
   */
  private record Change(UnaryOperator<String> value, boolean passes, String reason) {
    static Change kept(String reason) {
      return new Change(value -> value, true, reason);
    }

    static Change to(UnaryOperator<String> value, String reason) {
      return new Change(value, true, reason);
    }

    static Change dropped(String reason) {
      return new Change(value -> value, false, reason);
    }
  }

  private record Refusal(int status, String code, String reason) {}

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
    Refusal ours = NOT_FORWARDED.get(recorded.number());
    Refusal replaced = REPLACED.get(recorded.number());
    if (ours != null || replaced != null) {
      assertRefused(recorded, ours == null ? replaced : ours, ours == null);
      return;
    }
    assertPassedOn(recorded, Integer.MAX_VALUE);
    assertPassedOn(recorded, 7);
  }

  private static void assertRefused(RecordedAnswer recorded, Refusal refusal, boolean forwarded)
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
    Map<String, String> headers = headers(answer);
    if (recorded.header("content-length").isEmpty() && !recorded.body().isEmpty()) {
      // An answer that came at once may go on with its length in place of chunks.
      headers.remove("content-length", String.valueOf(recorded.body().length()));
    }
    assertEquals(expectedHeaders(recorded), headers);
    assertEquals(1, answer.headers("x-request-id").size());
    assertFalse(answer.header("x-request-id").equals(recorded.header("x-request-id")));
    assertEquals(1, proxy.upstream.arrivals().size());
  }

  private static Map<String, String> expectedHeaders(RecordedAnswer recorded) {
    Map<String, String> expected = new TreeMap<>();
    recorded.headers().forEach(header -> {
      Change change = HEADERS.get(header.getKey());
      assertTrue(change != null, "nobody said what becomes of " + header.getKey());
      if (change.passes()) {
        expected.put(header.getKey(), change.value().apply(header.getValue()));
      }
    });
    return expected;
  }

  private static Map<String, String> headers(RawHttp.Answer answer) {
    Map<String, String> headers = new TreeMap<>();
    answer.head().lines().skip(1).forEach(line -> {
      String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
      if (!OWN.contains(name)) {
        String twice = headers.put(name, line.substring(name.length() + 1).strip());
        assertTrue(twice == null, name + " twice");
      }
    });
    return headers;
  }

  /** As the documentation says, written once more. */
  private static String privately(String cacheControl) {
    return "private, "
        + Arrays.stream(cacheControl.split(", ", -1))
            .filter(directive -> !directive.equals("public") && !directive.startsWith("s-maxage"))
            .collect(Collectors.joining(", "));
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
