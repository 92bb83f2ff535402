package io.shapegate.proxy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Whether Electric says that it is well, asked at most once a second however often somebody wants to know, over a
 * connection of its own. Used on one event loop alone.
 */
final class ElectricHealth {
  private static final int ANSWER_MILLIS = 1_500;
  private static final long FRESH_NANOS = 1_000_000_000;

  private final HttpClient client;
  private final RequestOptions question;
  private @Nullable Future<Boolean> asked;
  private long askedAt;

  ElectricHealth(Vertx vertx, URI electric) {
    this.client = vertx.createHttpClient(
        new HttpClientOptions().setConnectTimeout(ANSWER_MILLIS),
        new PoolOptions().setHttp1MaxSize(1));
    this.question = new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setAbsoluteURI(electric + "/v1/health")
        .setTimeout(ANSWER_MILLIS);
  }

  Future<Boolean> isWell() {
    Future<Boolean> known = asked;
    if (known != null && System.nanoTime() - askedAt < FRESH_NANOS) {
      return known;
    }
    Future<Boolean> fresh = ask();
    asked = fresh;
    askedAt = System.nanoTime();
    return fresh;
  }

  Future<Void> close() {
    return client.close();
  }

  private Future<Boolean> ask() {
    return client
        .request(question)
        .compose(request ->
            request.send().compose(response -> response.end().map(response.statusCode() == 200)));
  }
}
