package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.systemtests.AttackTable.Row;
import io.shapegate.systemtests.RawUpstream.Arrival;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Class 14 of {@code attacks.txt}: who waits for changes hears nothing more when the token has ended. */
class ExpiryAttackIT {
  static final int CLASS = 14;

  private static final Pattern EXPECTED =
      Pattern.compile("(ends|breaks) (\\d{3})(?: (.*))?", Pattern.DOTALL);
  private static final Pattern HANDLE = Pattern.compile("[?&]handle=([a-z-]+)&");
  private static final String TOO_LATE = "too-late";
  private static final String LAST_CHUNK = "0\r\n\r\n";

  /** Long enough for all to arrive at Electric. */
  private static final Duration TOKEN = Duration.ofSeconds(4);

  /** From the token's end: late enough that nothing may be passed on. */
  private static final Duration LATE = Duration.ofMillis(400);

  /** From the token's end, and of half an event, which gets two seconds more for the rest. */
  private static final Duration MOST = Duration.ofSeconds(2);

  private static final Duration MOST_OF_HALF_AN_EVENT = Duration.ofSeconds(5);

  private static final ExecutorService CLIENTS = Executors.newCachedThreadPool();
  private static final ScheduledExecutorService CLOCK = Executors.newScheduledThreadPool(1);
  private static ProxyFixture proxy;
  private static Instant end = Instant.EPOCH;
  private static Map<Row, Future<Outcome>> outcomes = Map.of();

  /** What came back, and when that was over. */
  private record Outcome(RawHttp.Answer answer, Instant at) {}

  /** All wait at once, as each takes the time of a token. */
  @BeforeAll
  static void start() throws Exception {
    proxy = new ProxyFixture(Map.of());
    AttackIT.assertAGoodRequestWorks(proxy);
    List<Row> rows =
        AttackIT.rows().stream().filter(row -> row.attackClass() == CLASS).toList();
    proxy.upstream.reset();
    proxy.upstream.answerWith(ExpiryAttackIT::answer);
    end = Instant.ofEpochSecond(Instant.now().getEpochSecond()).plus(TOKEN);
    outcomes = new LinkedHashMap<>();
    rows.forEach(row -> outcomes.put(row, CLIENTS.submit(() -> send(row))));
    Await.until(
        "all wait at Electric", TOKEN, () -> proxy.upstream.arrivals().size() == rows.size());
  }

  @AfterAll
  static void stop() throws Exception {
    CLIENTS.shutdownNow();
    CLOCK.shutdownNow();
    proxy.close();
  }

  @TestFactory
  Stream<DynamicTest> endsWithItsToken() {
    return outcomes.entrySet().stream()
        .map(row -> DynamicTest.dynamicTest(
            row.getKey().name(),
            () -> check(row.getKey(), row.getValue().get(20, TimeUnit.SECONDS))));
  }

  @Test
  void cancelsEachRequestToElectricAndServesTheNext() throws Exception {
    for (Future<Outcome> outcome : outcomes.values()) {
      outcome.get(20, TimeUnit.SECONDS);
    }

    Await.until(
        "every connection to Electric is closed",
        Duration.ofSeconds(5),
        () -> proxy.upstream.connections() == 0);
    assertEquals(outcomes.size(), proxy.upstream.arrivals().size(), "requests to Electric");
    proxy.upstream.reset();
    AttackIT.assertAGoodRequestWorks(proxy);
  }

  private static Outcome send(Row row) throws IOException {
    String request =
        AttackIT.request(row, claim -> ShapeTokens.of(AttackIT.CLAIMS.get(claim).shape(), end));
    return new Outcome(RawHttp.send(proxy.port, request), Instant.now());
  }

  private static void check(Row row, Outcome outcome) {
    RawHttp.Answer answer = outcome.answer();
    Matcher expected = EXPECTED.matcher(row.column(0));
    assertTrue(expected.matches(), row.column(0));
    boolean breaks = expected.group(1).equals("breaks");
    Instant limit = end.plus(breaks ? MOST_OF_HALF_AN_EVENT : MOST);

    assertFalse(outcome.at().isBefore(end), "it ended before the token: " + answer.text());
    assertTrue(outcome.at().isBefore(limit), "it ended late: " + outcome.at() + ", not " + end);
    assertEquals(Integer.parseInt(expected.group(2)), answer.status(), answer.text());
    assertFalse(answer.text().contains(TOO_LATE), answer.text());
    String text = expected.group(3) == null ? "" : expected.group(3);
    if (breaks) {
      assertTrue(answer.text().contains(text), answer.text());
      assertFalse(answer.text().endsWith(LAST_CHUNK), "it looks whole");
    } else if (answer.status() == 200) {
      assertEquals(text, answer.body());
    } else {
      assertEquals("Bearer error=\"invalid_token\"", answer.header("www-authenticate"));
      assertEquals("no-store", answer.header("cache-control"));
      assertEquals("", answer.header("electric-handle") + answer.header("etag"));
      if (!row.column(1).startsWith("HEAD ")) {
        assertEquals(text, new JsonObject(answer.body()).getString("code"));
      }
    }
  }

  /** Returns at once, so that the end of the connection is seen. What is late finds it closed. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private static void answer(Arrival request, OutputStream out) throws IOException {
    Matcher handle = HANDLE.matcher(request.requestLine());
    assertTrue(handle.find(), request.requestLine());
    for (String now : partsInTime(handle.group(1))) {
      RawUpstream.write(out, now);
    }
    long millis = Duration.between(Instant.now(), end.plus(LATE)).toMillis();
    CLOCK.schedule(
        () -> {
          for (String late : partsThatAreLate(handle.group(1))) {
            RawUpstream.write(out, late);
          }
          return null;
        },
        millis,
        TimeUnit.MILLISECONDS);
  }

  private static List<String> partsInTime(String handle) {
    return switch (handle) {
      case "silent", "late-rows" -> List.of();
      case "late-rows-behind-a-head" -> List.of(head("application/json"));
      case "late-events" -> List.of(head("text/event-stream"));
      case "an-event-and-late-events" ->
        List.of(head("text/event-stream"), chunk("data: early\n\n"));
      case "an-event-in-two", "half-an-event" ->
        List.of(head("text/event-stream"), chunk("data: ear"));
      default -> throw new IllegalArgumentException(handle);
    };
  }

  private static List<String> partsThatAreLate(String handle) {
    String rows = chunk("[{\"value\":{\"title\":\"" + TOO_LATE + "\"}}]");
    return switch (handle) {
      case "late-rows" -> List.of(head("application/json"), rows, LAST_CHUNK);
      case "late-rows-behind-a-head" -> List.of(rows, LAST_CHUNK);
      case "late-events", "an-event-and-late-events" ->
        List.of(chunk("data: " + TOO_LATE + "\n\n"));
      case "an-event-in-two" -> List.of(chunk("ly\n\ndata: " + TOO_LATE + "\n\n"));
      default -> List.of();
    };
  }

  private static String head(String contentType) {
    return "HTTP/1.1 200 OK\r\ncontent-type: " + contentType
        + "\r\ntransfer-encoding: chunked\r\nelectric-handle: 1-2\r\netag: \"1-2\"\r\n\r\n";
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }
}
