package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.launcher.ServerConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything over one HTTP/2 connection, with TLS and without. */
final class Http2Test {
  private static final ServerConfig CLEAR_TEXT = new ServerConfig(null, true);
  private static final String ITEMS = "/v1/shape?table=items&offset=-1";
  private static final String LIVE = "/v1/shape?table=items&offset=0_0&handle=1-2&live=true";
  private static final String TOKEN = Tokens.of(Tokens.wholeTable());
  private static final int SECONDS = 20;

  @TempDir
  static Path folder;

  private static ServerConfig tls = CLEAR_TEXT;

  @BeforeAll
  static void makeCertificate() throws Exception {
    tls = TestCertificate.in(folder);
  }

  /** What came back. */
  record Answer(int status, HttpVersion version, JsonObject problem, String body) {
    static Future<Answer> of(HttpClientResponse response) {
      return response
          .body()
          .map(body -> new Answer(
              response.statusCode(),
              response.version(),
              "application/problem+json".equals(response.getHeader("content-type"))
                  ? body.toJsonObject()
                  : new JsonObject(),
              body.toString()));
    }
  }

  @Nested
  final class WithoutTls extends Cases {
    WithoutTls() throws Exception {
      super(CLEAR_TEXT);
    }
  }

  @Nested
  final class WithTls extends Cases {
    WithTls() throws Exception {
      super(tls);
    }

    @Test
    void speaksHttp1WithThoseWhoCannotDoMore() throws Exception {
      Answer answer = get(client(HttpVersion.HTTP_1_1), ITEMS, TOKEN);

      assertEquals(HttpVersion.HTTP_1_1, answer.version());
      assertEquals(RecordingElectric.ROWS, answer.body());
    }

    @Test
    void speaksNoTlsThatIsOutOfDate() {
      HttpClient old = proxy.vertx.createHttpClient(options(HttpVersion.HTTP_1_1)
          .setEnabledSecureTransportProtocols(Set.of("TLSv1.1", "TLSv1")));

      assertThrows(Exception.class, () -> get(old, ITEMS, TOKEN));
    }

    @Test
    void answersNobodyWithoutTls() throws Exception {
      RawHttp.Answer answer =
          RawHttp.send(proxy.port, "GET", ITEMS, ProxyFixture.bearer(TOKEN), "");

      assertEquals(0, answer.status(), answer.text());
      proxy.assertNothingArrived();
    }
  }

  /** The same for both. */
  abstract static class Cases {
    final ProxyFixture proxy;
    final ServerConfig config;
    final HttpClient client;
    final Queue<HttpServerRequest> parked = new ConcurrentLinkedQueue<>();

    Cases(ServerConfig config) throws Exception {
      this.config = config;
      this.proxy = new ProxyFixture(config);
      this.client = client(HttpVersion.HTTP_2);
    }

    @AfterEach
    void stop() throws Exception {
      proxy.close();
    }

    HttpClient client(HttpVersion version) {
      return proxy.vertx.createHttpClient(
          options(version), new PoolOptions().setHttp1MaxSize(1).setHttp2MaxSize(1));
    }

    HttpClientOptions options(HttpVersion version) {
      return new HttpClientOptions()
          .setSsl(config.scheme().equals("https"))
          .setUseAlpn(config.scheme().equals("https"))
          .setTrustAll(true)
          .setVerifyHost(false)
          .setProtocolVersion(version)
          .setHttp2ClearTextUpgrade(false)
          .setHttp2ConnectionWindowSize(4 << 20)
          .setDefaultHost("localhost")
          .setDefaultPort(proxy.port);
    }

    static <T> T result(Future<T> future) throws Exception {
      return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    static Throwable failure(Future<?> future) {
      return assertThrows(Exception.class, () -> result(future)).getCause();
    }

    static Future<HttpClientRequest> request(
        HttpClient client, HttpMethod method, String uri, String token) {
      return client.request(new RequestOptions()
          .setMethod(method)
          .setURI(uri)
          .putHeader("authorization", "Bearer " + token));
    }

    static Future<Answer> ask(HttpClient client, String uri, String token) {
      return request(client, HttpMethod.GET, uri, token)
          .compose(HttpClientRequest::send)
          .compose(Answer::of);
    }

    static Answer get(HttpClient client, String uri, String token) throws Exception {
      return result(ask(client, uri, token));
    }

    void park() {
      proxy.electric.answerWith(parked::add);
    }

    void awaitParked(int count) {
      long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      while (parked.size() < count) {
        assertTrue(System.nanoTime() < giveUp, parked.size() + " of " + count + " arrived");
        Thread.onSpinWait();
      }
    }

    void release() {
      parked.forEach(RecordingElectric::rows);
    }

    @Test
    void streamsTheGrantedShape() throws Exception {
      Answer answer = get(client, ITEMS, TOKEN);

      assertEquals(HttpVersion.HTTP_2, answer.version());
      assertEquals(200, answer.status());
      assertEquals(RecordingElectric.ROWS, answer.body());
      assertEquals(ProxyFixture.ELECTRIC_SECRET, proxy.onlyArrival().query().get("secret"));
    }

    @ParameterizedTest
    @CsvSource({
      "GET, /v1/shape?table=items&offset=-1, none, 401",
      "GET, /v1/shape?table=other&offset=-1, good, 403",
      "GET, /v1/shape?table=items&table=other, good, 400",
      "GET, /v1/elsewhere, good, 404",
      "DELETE, /v1/shape?table=items, good, 405"
    })
    void refusesAsOverHttp1(String method, String uri, String token, int status) throws Exception {
      Answer answer = result(
          request(client, HttpMethod.valueOf(method), uri, token.equals("good") ? TOKEN : token)
              .compose(HttpClientRequest::send)
              .compose(Answer::of));

      assertEquals(status, answer.status());
      assertEquals(status, answer.problem().getInteger("status"));
      proxy.assertNothingArrived();
    }

    @Test
    void takesASubsetInTheBodyOfAPost() throws Exception {
      Answer answer = result(
          request(client, HttpMethod.POST, "/v1/shape?table=items&offset=0_0&handle=1-2", TOKEN)
              .compose(request -> request.send("{\"limit\": 3, \"order_by\": \"id\"}"))
              .compose(Answer::of));

      assertEquals(200, answer.status(), answer.body());
      assertEquals(
          new JsonObject().put("limit", 3).put("order_by", "id"),
          new JsonObject(proxy.onlyArrival().body()));
    }

    @Test
    void opensNoTunnel() throws Exception {
      HttpClientResponse answer = result(
          request(client, HttpMethod.CONNECT, "", TOKEN).compose(HttpClientRequest::connect));

      assertEquals(400, answer.statusCode());
    }

    @Test
    void holdsAHundredLongPollsOnOneConnectionAndNoMore() throws Exception {
      park();
      CompletableFuture<Long> streams = new CompletableFuture<>();
      result(request(client, HttpMethod.GET, "/v1/elsewhere", TOKEN)
          .onSuccess(request ->
              streams.complete(request.connection().remoteSettings().getMaxConcurrentStreams()))
          .compose(HttpClientRequest::send));
      List<Future<Answer>> polls = new ArrayList<>();
      for (int i = 0; i < 101; i++) {
        polls.add(ask(client, LIVE, TOKEN));
      }
      awaitParked(100);
      assertEquals(100, parked.size());
      assertEquals(100, streams.get(SECONDS, TimeUnit.SECONDS));

      List<HttpServerRequest> first = List.copyOf(parked);
      first.forEach(RecordingElectric::rows);
      parked.removeAll(first);
      awaitParked(1);
      release();

      for (Future<Answer> poll : polls) {
        assertEquals(RecordingElectric.ROWS, result(poll).body());
      }
    }

    @Test
    void resetsTheStreamAloneWhereElectricBreaksOff() throws Exception {
      park();
      Future<Answer> poll = ask(client, LIVE, TOKEN);
      awaitParked(1);
      proxy.electric.answerWith(request -> request
          .response()
          .setChunked(true)
          .write("[{\"half\":")
          .onComplete(written -> request.connection().close()));

      Throwable broken = failure(ask(client, ITEMS, TOKEN));
      release();

      assertEquals(2, assertInstanceOf(StreamResetException.class, broken).getCode());
      assertEquals(RecordingElectric.ROWS, result(poll).body());
    }

    @Test
    void cancelsTheUpstreamRequestOfAStreamThatTheClientResets() throws Exception {
      park();
      Future<Answer> other = ask(client, LIVE, TOKEN);
      awaitParked(1);
      CompletableFuture<Void> arrived = new CompletableFuture<>();
      CompletableFuture<Void> cancelled = new CompletableFuture<>();
      proxy.electric.answerWith(request -> {
        request
            .response()
            .exceptionHandler(failure -> {})
            .closeHandler(closed -> cancelled.complete(null));
        arrived.complete(null);
      });
      HttpClientRequest left = result(request(client, HttpMethod.GET, LIVE, TOKEN));
      Future<HttpClientResponse> never = left.send();
      arrived.get(SECONDS, TimeUnit.SECONDS);

      left.reset();

      cancelled.get(SECONDS, TimeUnit.SECONDS);
      failure(never);
      release();
      assertEquals(RecordingElectric.ROWS, result(other).body());
    }

    @Test
    void endsALongPollWithItsToken() throws Exception {
      park();
      String brief = Tokens.with(claims -> claims.put("exp", Instant.now().getEpochSecond() + 2));

      Answer answer = get(client, LIVE, brief);

      assertEquals(401, answer.status());
      assertEquals("invalid_token", answer.problem().getString("code"));
    }

    @Test
    void endsAnEventStreamBehindAWholeEventWithItsToken() throws Exception {
      proxy.electric.answerWith(request -> request
          .response()
          .putHeader("content-type", "text/event-stream")
          .setChunked(true)
          .write("data: {}\n\n"));
      String brief = Tokens.with(claims -> claims.put("exp", Instant.now().getEpochSecond() + 2));

      Answer answer = get(client, LIVE + "&live_sse=true", brief);

      assertEquals("data: {}\n\n", answer.body());
    }

    @Test
    void pausesElectricForAStreamThatIsNotReadAndServesOthers() throws Exception {
      proxy.electric.answerWith(request -> request
          .response()
          .putHeader("content-length", String.valueOf(64 << 20))
          .write(Buffer.buffer(new byte[32 << 20])));
      HttpClientResponse unread = result(request(client, HttpMethod.GET, ITEMS, TOKEN)
          .compose(HttpClientRequest::send)
          .onSuccess(HttpClientResponse::pause));
      proxy.electric.answerWith(RecordingElectric::rows);

      assertEquals(RecordingElectric.ROWS, get(client, ITEMS, TOKEN).body());
      assertEquals(200, unread.statusCode());
    }

    @Test
    void goesAwayInAnOrderlyWay() throws Exception {
      ProxyVerticle verticle = new ProxyVerticle(ProxyFixture.config(proxy.electric.url(), config));
      String deployment = result(proxy.vertx.deployVerticle(verticle));
      HttpClient visitor =
          proxy.vertx.createHttpClient(options(HttpVersion.HTTP_2).setDefaultPort(verticle.port()));
      park();
      Promise<GoAway> goAway = Promise.promise();
      Future<Answer> slow = request(visitor, HttpMethod.GET, ITEMS, TOKEN)
          .compose(request -> {
            request.connection().goAwayHandler(goAway::tryComplete);
            return request.send();
          })
          .compose(Answer::of);
      Future<Answer> poll = ask(visitor, LIVE, TOKEN);
      awaitParked(2);

      Future<Void> gone = proxy.vertx.undeploy(deployment);

      assertEquals("shutting_down", result(poll).problem().getString("code"));
      assertEquals(0, result(goAway.future()).getErrorCode());
      release();
      assertEquals(RecordingElectric.ROWS, result(slow).body());
      result(gone);
    }
  }
}
