package io.shapegate.httppolicy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Posts a question as JSON. A 200 with JSON of up to 64 KiB, within the time, is the only answer; redirects are not
 * followed. Whatever else comes ends its connection, so that what arrives late answers no other question. On a connection
 * that is used again HTTP/1.1 tells answers apart by their order alone: a service that answers a question twice while the
 * next one is under way answers that one too.
 */
final class DecisionEndpoint {
  private static final String JSON = "application/json";
  private static final int OK = 200;
  private static final int MAX_BYTES = 65_536;

  /** A longer queue would mostly hold questions whose time is over. */
  private static final int WAITING_PER_CONNECTION = 10;

  /** Statuses that a single question may cause: its content, its size, or what a rule makes of it. */
  private static final Set<Integer> ABOUT_ONE_QUESTION = Set.of(400, 413, 422, 500);

  private final HttpClient client;
  private final HttpPolicyConfig config;

  DecisionEndpoint(Vertx vertx, HttpPolicyConfig config) {
    this.config = config;
    int millis = Math.toIntExact(config.timeout().toMillis());
    HttpClientOptions options = new HttpClientOptions()
        .setConnectTimeout(millis)
        .setSslHandshakeTimeout(millis)
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    PoolOptions pool = new PoolOptions()
        .setHttp1MaxSize(config.poolSize())
        .setMaxWaitQueueSize(config.poolSize() * WAITING_PER_CONNECTION);
    client = vertx
        .httpClientBuilder()
        .with(config.tls().applyTo(options))
        .with(pool)
        .withConnectHandler(connection -> connection.exceptionHandler(DecisionEndpoint::ignore))
        .build();
  }

  /**
   * The body of the answer. Fails with an {@link UndecidedException} when the trouble may be with this question alone, and
   * otherwise with an {@link UnavailableException}.
   */
  Future<Buffer> post(Buffer question) {
    Future<HttpClientRequest> request = client.request(options());
    return request
        .compose(ready -> ready.send(question))
        .compose(DecisionEndpoint::body)
        .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(failure -> request.onSuccess(HttpClientRequest::reset))
        .recover(
            failure -> Future.failedFuture(ExchangeFailure.explain(failure, config.timeout())));
  }

  /** Lets questions that are under way come to their end. */
  Future<Void> close() {
    return client.shutdown(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private RequestOptions options() {
    RequestOptions options = new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setAbsoluteURI(config.url().toString())
        .setFollowRedirects(false)
        .setConnectTimeout(config.timeout().toMillis())
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .putHeader(HttpHeaders.ACCEPT, JSON);
    if (config.token() != null) {
      options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + config.token().value());
    }
    return options;
  }

  /**
   * The future has the failure already. Without a handler Vert.x would log it too, and with it what the other side sent.
   */
  private static void ignore(Throwable failure) {}

  private static Future<Buffer> body(HttpClientResponse response) {
    response.exceptionHandler(DecisionEndpoint::ignore);
    int status = response.statusCode();
    if (status != OK) {
      return Future.failedFuture(
          ABOUT_ONE_QUESTION.contains(status)
              ? new UndecidedException("it answered " + status)
              : new UnavailableException("it answered " + status));
    }
    if (!isJson(response.getHeader(HttpHeaders.CONTENT_TYPE))) {
      return Future.failedFuture(
          new UndecidedException("the answer's content type is not " + JSON));
    }
    return upTo(MAX_BYTES, response);
  }

  private static boolean isJson(@Nullable String contentType) {
    return contentType != null
        && JSON.equals(contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT));
  }

  private static Future<Buffer> upTo(int limit, HttpClientResponse response) {
    Buffer body = Buffer.buffer();
    return Future.future(promise -> response
        .handler(chunk -> {
          if (body.length() + chunk.length() > limit) {
            promise.tryFail(
                new UndecidedException("the answer is longer than " + limit + " bytes"));
          } else {
            body.appendBuffer(chunk);
          }
        })
        .exceptionHandler(promise::tryFail)
        .endHandler(end -> promise.tryComplete(body)));
  }
}
