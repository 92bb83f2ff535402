package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.launcher.ServerConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** A proxy that speaks HTTP/2, with TLS or without, and one connection to it. */
abstract class Http2Cases {
  static final ServerConfig CLEAR_TEXT = new ServerConfig(null, true);
  static final String ITEMS = "/v1/shape?table=items&offset=-1";
  static final String LIVE = "/v1/shape?table=items&offset=0_0&handle=1-2&live=true";
  static final String TOKEN = Tokens.of(Tokens.wholeTable());
  static final int SECONDS = 20;

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

  final ProxyFixture proxy;
  final ServerConfig config;
  final HttpClient client;
  final Queue<HttpServerRequest> parked = new ConcurrentLinkedQueue<>();

  Http2Cases(ServerConfig config) throws Exception {
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
}
