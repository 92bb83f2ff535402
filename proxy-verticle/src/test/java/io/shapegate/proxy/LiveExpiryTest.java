package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody who waits for changes outlives the token. */
class LiveExpiryTest {
  private static final String LONG_POLL =
      "/v1/shape?table=items&offset=0_0&handle=1-2&live=true&cursor=1";
  private static final String EVENTS = LONG_POLL + "&live_sse=true";
  private static final String LAST_CHUNK = "0\r\n\r\n";

  /** The token's end is counted in whole seconds, and looked at ten times a second. */
  private static final Duration LATE = Duration.ofMillis(1_500);

  private static ProxyFixture proxy;
  private CompletableFuture<Void> cancelled;

  @BeforeAll
  static void start() throws Exception {
    proxy = new ProxyFixture(ProxyFixture.LIMITS);
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
  }

  @BeforeEach
  void reset() {
    proxy.electric.reset();
    cancelled = new CompletableFuture<>();
  }

  @Test
  void aLongPollEndsWithItsTokenAndCancelsWhatElectricWasAsked() throws Exception {
    proxy.electric.answerWith(this::noteCancel);
    Instant end = inTwoSeconds();

    RawHttp.Answer answer = proxy.get(LONG_POLL, tokenUntil(end));

    assertEndedAt(end);
    assertEquals(401, answer.status());
    assertEquals("invalid_token", new JsonObject(answer.body()).getString("code"));
    assertEquals("Bearer error=\"invalid_token\"", answer.header("www-authenticate"));
    assertEquals("*", answer.header("access-control-allow-origin"));
    cancelled.get(1, TimeUnit.SECONDS);
  }

  @Test
  void whatElectricSaysAfterTheEndOfTheTokenIsNotDelivered() throws Exception {
    Instant end = inTwoSeconds();
    proxy.electric.answerWith(request -> proxy.vertx.setTimer(
        Duration.between(Instant.now(), end).toMillis() + 10,
        late -> RecordingElectric.rows(request)));

    RawHttp.Answer answer = proxy.get(LONG_POLL, tokenUntil(end));

    assertEquals(401, answer.status());
    assertFalse(answer.body().contains("up-to-date"));
  }

  @Test
  void anAnswerThatHasBegunIsFinished() throws Exception {
    Instant end = inTwoSeconds();
    proxy.electric.answerWith(request -> {
      HttpServerResponse response = request.response().setChunked(true);
      response.write("[{\"first\":1},");
      proxy.vertx.setTimer(
          Duration.between(Instant.now(), end).toMillis() + 500, late -> response.end("2]"));
    });

    RawHttp.Answer answer = proxy.get("/v1/shape?table=items&offset=-1", tokenUntil(end));

    assertEquals(200, answer.status());
    assertTrue(answer.body().endsWith("2]\r\n" + LAST_CHUNK), answer.body());
  }

  @Test
  void aStreamOfEventsEndsBehindAWholeEvent() throws Exception {
    Instant end = inTwoSeconds();
    proxy.electric.answerWith(request -> {
      noteCancel(request);
      events(request).write("data: {\"a\":1}\n\n");
    });

    RawHttp.Answer answer = proxy.get(EVENTS, tokenUntil(end));

    assertEndedAt(end);
    assertEquals(200, answer.status());
    assertTrue(answer.body().endsWith("data: {\"a\":1}\n\n\r\n" + LAST_CHUNK), answer.body());
    cancelled.get(1, TimeUnit.SECONDS);
  }

  @Test
  void anEventThatHasBegunIsFinishedAndNoOtherBegins() throws Exception {
    Instant end = inTwoSeconds();
    proxy.electric.answerWith(request -> {
      HttpServerResponse response = events(request);
      response.write("data: {\"a\":");
      proxy.vertx.setTimer(
          Duration.between(Instant.now(), end).toMillis() + 500,
          late -> response.write("1}\n\ndata: {\"b\":2}\n\n"));
    });

    RawHttp.Answer answer = proxy.get(EVENTS, tokenUntil(end));

    assertEquals(200, answer.status());
    assertTrue(answer.body().contains("1}\n\n"), answer.body());
    assertFalse(answer.body().contains("\"b\""), answer.body());
    assertTrue(answer.body().endsWith(LAST_CHUNK), answer.body());
  }

  @Test
  void anEventThatNeverEndsBreaksTheConnection() throws Exception {
    Instant end = inTwoSeconds();
    proxy.electric.answerWith(request -> events(request).write("data: {\"a\":"));

    RawHttp.Answer answer = proxy.get(EVENTS, tokenUntil(end));

    assertTrue(answer.body().contains("data: {\"a\":"), answer.body());
    assertFalse(answer.body().endsWith(LAST_CHUNK), "the last chunk says that the answer is whole");
    assertTrue(Instant.now().isBefore(end.plusSeconds(4)), "it took too long");
  }

  @Test
  void aStreamThatNobodyCanLookIntoIsRefused() throws Exception {
    proxy.electric.answerWith(
        request -> events(request).putHeader("content-encoding", "gzip").write("not to be seen"));

    RawHttp.Answer answer = proxy.get(EVENTS, tokenUntil(Instant.now().plusSeconds(60)));

    assertEquals(502, answer.status());
    assertEquals("electric_failed", new JsonObject(answer.body()).getString("code"));
  }

  @Test
  void aStreamOfKnownLengthGoesOnWithOneFraming() throws Exception {
    proxy.electric.answerWith(request ->
        request.response().putHeader("content-type", "text/event-stream").end("data: {}\n\n"));

    RawHttp.Answer answer = proxy.get(EVENTS, tokenUntil(Instant.now().plusSeconds(60)));

    assertEquals("", answer.header("content-length"));
    assertEquals("chunked", answer.header("transfer-encoding"));
    assertTrue(answer.body().endsWith("data: {}\n\n\r\n" + LAST_CHUNK), answer.body());
  }

  @Test
  void aRememberedTokenIsRefusedAfterItsEnd() throws Exception {
    Instant end = inTwoSeconds();
    String token = tokenUntil(end);
    assertEquals(200, proxy.get("/v1/shape?table=items&offset=-1", token).status());

    while (Instant.now().isBefore(end)) {
      Thread.onSpinWait();
    }

    assertEquals(401, proxy.get("/v1/shape?table=items&offset=-1", token).status());
    assertEquals(1, proxy.electric.arrivals().size());
  }

  @Test
  void tellsHowLongTheTokenLasts() throws Exception {
    RawHttp.Answer answer =
        proxy.get("/v1/shape?table=items&offset=-1", tokenUntil(Instant.now().plusSeconds(100)));

    int seconds = Integer.parseInt(answer.header("shapegate-token-ttl"));
    assertTrue(seconds >= 95 && seconds <= 100, "it says " + seconds);
    assertTrue(answer.header("access-control-expose-headers").contains("shapegate-token-ttl"));
  }

  private void noteCancel(HttpServerRequest request) {
    request
        .response()
        .exceptionHandler(failure -> {})
        .closeHandler(closed -> cancelled.complete(null));
  }

  private static HttpServerResponse events(HttpServerRequest request) {
    HttpServerResponse response = request.response().setChunked(true);
    response.exceptionHandler(failure -> {}).putHeader("content-type", "text/event-stream");
    return response;
  }

  private static Instant inTwoSeconds() {
    return Instant.ofEpochSecond(Instant.now().getEpochSecond() + 2);
  }

  private static String tokenUntil(Instant end) {
    return Tokens.with(claims -> claims.put("exp", end.getEpochSecond()));
  }

  private static void assertEndedAt(Instant end) {
    Instant now = Instant.now();
    assertFalse(now.isBefore(end), "it ended " + Duration.between(now, end) + " too early");
    assertTrue(now.isBefore(end.plus(LATE)), "it ended " + Duration.between(end, now) + " late");
  }
}
