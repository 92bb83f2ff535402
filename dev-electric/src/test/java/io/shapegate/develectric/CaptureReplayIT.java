package io.shapegate.develectric;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.develectric.DevElectricConfig.Timings;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Asks what was asked of a real Electric 1.7.12, in the same order and with the same changes in between, and compares
 * the answers. Long polls are shortened from 20 s to 1 s.
 */
class CaptureReplayIT {
  /** What is not replayed, and why. */
  private static final Map<Integer, String> LEFT_OUT = Map.of(
      14,
          "HTTP/1.0: Electric answers with a chunked body, which HTTP/1.0 does not have; ours ends with the connection",
      27, "the keep-alive of 21 s and the end at 60 s: EventStreamIT, with shorter times");

  /** The texts of these errors come from Electric's own SQL parser; ours are Postgres'. */
  private static final List<Integer> OTHER_WORDS = List.of(58, 61, 77, 78, 79, 80, 81, 83);

  /** Changes that ran while the request waited. */
  private static final Map<Integer, List<String>> MEANWHILE = Map.of(
      17, List.of("INSERT INTO items VALUES (" + id(100) + ", 1, 'live one')"),
      18,
          List.of(
              "INSERT INTO items VALUES (" + id(101) + ", 2, 'txn')",
              "UPDATE items SET value = 'changed' WHERE id = " + id(100),
              "UPDATE items SET id = " + id(102) + " WHERE id = " + id(1),
              "DELETE FROM items WHERE id = " + id(2)),
      41, List.of("UPDATE items SET value = 'rf' WHERE id = " + id(3)),
      44,
          List.of(
              "UPDATE items SET org_id = 9 WHERE id = " + id(5),
              "UPDATE items SET org_id = 2 WHERE id = " + id(6)),
      110, List.of("TRUNCATE items"),
      117,
          List.of(
              "ALTER TABLE items ADD COLUMN extra text",
              "INSERT INTO items VALUES (" + id(400) + ", 1, 'y', 'e')"));

  /** Changes during an event stream, each a transaction of its own. */
  private static final Map<Integer, List<String>> STREAMED = Map.of(
      22,
          List.of(
              "INSERT INTO items VALUES (" + id(200) + ", 1, 'sse one')",
              "UPDATE items SET value = 'sse two' WHERE id = " + id(200)),
      114, List.of("INSERT INTO items VALUES (" + id(300) + ", 1, 'x')", "TRUNCATE items"));

  private static final CaptureComparison COMPARISON = new CaptureComparison();
  private static TestPostgres postgres;
  private static TestElectric electric;

  @BeforeAll
  static void start() throws Exception {
    postgres = new TestPostgres();
    postgres.execute(CaptureTables.STATEMENTS);
    DevElectricConfig config = DevElectricConfig.of(postgres.url(), TestElectric.SECRET);
    electric = new TestElectric(config.with(Timings.USUAL.withLongPoll(Duration.ofSeconds(1))));
  }

  @AfterAll
  static void stop() throws Exception {
    electric.close();
    postgres.close();
  }

  @TestFactory
  Stream<DynamicTest> answersAsRecorded() throws Exception {
    List<Capture> captures = new ArrayList<>();
    for (String name : CaptureTables.NAMES) {
      Capture capture = Capture.read(name);
      if (!LEFT_OUT.containsKey(capture.number())) {
        captures.add(capture);
      }
    }
    assertEquals(
        121 - LEFT_OUT.size(), captures.size() + 1, "all but 120, which has a test of its own");
    return captures.stream()
        .map(capture -> DynamicTest.dynamicTest(capture.name(), () -> replay(capture)));
  }

  private static void replay(Capture capture) throws Exception {
    if (capture.headers().getOrDefault("content-type", "").equals("text/event-stream")) {
      replayStream(capture);
      return;
    }
    CompletableFuture<HttpResponse<String>> sent =
        client(capture).sendAsync(request(capture), HttpResponse.BodyHandlers.ofString());
    if (MEANWHILE.containsKey(capture.number())) {
      awaitHeld(sent);
      postgres.transact(MEANWHILE.get(capture.number()).toArray(String[]::new));
    }
    HttpResponse<String> response = sent.get(15, SECONDS);
    Answer answer = Answer.of(response);
    assertEquals(capture.status(), answer.status(), answer.body());
    if (capture.request().flags().contains("--http2-prior-knowledge")) {
      assertEquals(HttpClient.Version.HTTP_2, response.version());
      answer.headers().remove(":status");
    }
    COMPARISON.headers(capture, answer.headers());
    body(capture, answer.body());
  }

  private static void body(Capture capture, String body) {
    if (OTHER_WORDS.contains(capture.number())) {
      assertEquals(shape(new JsonObject(capture.body())), shape(new JsonObject(body)));
    } else if (capture.request().flags().contains("--raw")) {
      String json = capture
          .body()
          .substring(capture.body().indexOf('['), capture.body().lastIndexOf(']') + 1);
      COMPARISON.body(json, body);
    } else if (capture.body().startsWith("[") || capture.body().startsWith("{")) {
      COMPARISON.body(capture.body(), body);
    } else {
      assertEquals(capture.body(), body);
    }
  }

  /** The same fields all the way down, with any text in the place of a text. */
  private static String shape(JsonObject error) {
    return error.encode().replaceAll("(:|\\[)\"(?:[^\"\\\\]|\\\\.)*\"", "$1\"…\"");
  }

  /** The request must not have been answered before the change that it is to be told of. */
  private static void awaitHeld(CompletableFuture<?> sent) {
    long deadline = System.nanoTime() + Duration.ofMillis(300).toNanos();
    while (System.nanoTime() < deadline) {
      assertTrue(!sent.isDone(), "answered too early");
      Thread.onSpinWait();
    }
  }

  private static void replayStream(Capture capture) throws Exception {
    HttpResponse<InputStream> response =
        client(capture).send(request(capture), HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(capture.status(), response.statusCode());
    List<String> events =
        capture.body().lines().filter(line -> line.startsWith("data: ")).toList();
    Deque<String> changes = new ArrayDeque<>(STREAMED.getOrDefault(capture.number(), List.of()));
    JsonArray ours = new JsonArray();
    boolean endsByItself = List.of(23, 114).contains(capture.number());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      while (ours.size() < events.size() || endsByItself) {
        if (!changes.isEmpty() && isAtRest(ours)) {
          postgres.execute(changes.removeFirst());
        }
        String line = lines.readLine();
        if (line == null) {
          break;
        }
        if (line.startsWith("data: ")) {
          ours.add(Json.decodeValue(line.substring(6)));
        }
      }
    }
    COMPARISON.headers(capture, Answer.of(response, "").headers());
    JsonArray recorded = new JsonArray();
    events.forEach(event -> recorded.add(Json.decodeValue(event.substring(6))));
    COMPARISON.messages(recorded, ours);
  }

  /** Nothing was sent yet, or what was sent ended with up-to-date. */
  private static boolean isAtRest(JsonArray events) {
    return events.isEmpty() || !events.getJsonObject(events.size() - 1).containsKey("key");
  }

  private static HttpClient client(Capture capture) {
    boolean http2 = capture.request().flags().contains("--http2-prior-knowledge");
    return http2
        ? HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()
        : electric.client();
  }

  private static HttpRequest request(Capture capture) {
    CurlLine curl = capture.request();
    HttpRequest.BodyPublisher body = curl.body().isEmpty()
        ? HttpRequest.BodyPublishers.noBody()
        : HttpRequest.BodyPublishers.ofString(curl.body());
    HttpRequest.Builder request =
        electric.request(COMPARISON.target(curl.target())).method(curl.method(), body);
    for (String header : curl.headers()) {
      String[] parts = header.split(": ", 2);
      if (parts[0].equals("If-None-Match")) {
        request.header(parts[0], COMPARISON.etag(parts[1]) + '"');
      } else if (!parts[0].equals("Content-Length")) {
        request.header(parts[0], parts[1]);
      }
    }
    return request.build();
  }

  private static String id(int last) {
    return "'00000000-0000-4000-8000-" + "%012d".formatted(last) + "'";
  }
}
