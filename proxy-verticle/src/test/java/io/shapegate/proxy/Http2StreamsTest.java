package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.shapegate.launcher.ServerConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the many streams of one HTTP/2 connection, with TLS and without. */
final class Http2StreamsTest {
  @TempDir
  static Path folder;

  private static ServerConfig tls = Http2Cases.CLEAR_TEXT;

  @BeforeAll
  static void makeCertificate() throws Exception {
    tls = TestCertificate.in(folder);
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
  }

  /** The same for both. */
  abstract static class Cases extends Http2Cases {
    Cases(ServerConfig config) throws Exception {
      super(config);
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
