package io.shapegate.proxy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a request to Electric and streams the answer to the client. A client that leaves cancels the request; an answer
 * that breaks off breaks the client's connection. Messages of the HTTP client's failures may hold the request's URI, and
 * with it the secret: only their class is ever logged.
 */
final class Relay {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final Set<Integer> PASSED_ON = Set.of(200, 204, 304, 400, 409, 429, 503);
  private static final int UNAUTHORIZED = 401;

  private final HttpClient client;
  private final RequestOptions origin;

  /**
   * @param origin host, port, TLS and time-outs of Electric
   */
  Relay(HttpClient client, RequestOptions origin) {
    this.client = client;
    this.origin = origin;
  }

  /** Succeeds when the whole answer has been written; fails with a {@link RefusedException}. */
  Future<Void> relay(Exchange exchange, UpstreamRequest upstream, Buffer body) {
    return send(exchange, upstream, body)
        .recover(failure -> isStaleConnection(failure) && !exchange.isOver()
            ? send(exchange, upstream, body)
            : Future.failedFuture(failure))
        .recover(failure -> Future.failedFuture(refusal(exchange, failure)))
        .compose(answer -> stream(exchange, answer));
  }

  private Future<HttpClientResponse> send(
      Exchange exchange, UpstreamRequest upstream, Buffer body) {
    RequestOptions options =
        new RequestOptions(origin).setMethod(upstream.method()).setURI(upstream.uri());
    return client.request(options).compose(request -> {
      // Without a handler the HTTP client logs the failure's message, which may hold the URI.
      request.exceptionHandler(failure -> {});
      if (exchange.isOver()) {
        request.reset();
        return Future.failedFuture(new HttpClosedException("the client left"));
      }
      exchange.onLeave(request::reset);
      RequestHeaders.copy(exchange.request().headers(), request.headers(), exchange.id());
      return upstream.method().equals(HttpMethod.POST) ? post(request, body) : request.send();
    });
  }

  private static Future<HttpClientResponse> post(HttpClientRequest request, Buffer body) {
    return request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").send(body);
  }

  private Future<Void> stream(Exchange exchange, HttpClientResponse answer) {
    if (!PASSED_ON.contains(answer.statusCode())) {
      answer.exceptionHandler(reset -> {}).request().reset();
      return Future.failedFuture(unexpected(answer.statusCode()));
    }
    HttpServerResponse response = exchange.response().setStatusCode(answer.statusCode());
    ResponseHeaders.copy(answer.headers(), response.headers());
    response.putHeader("x-request-id", exchange.id());
    if (!response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      response.setChunked(true);
    }
    return answer.pipe().endOnFailure(false).to(response).recover(failure -> {
      answer.request().reset();
      return Future.failedFuture(
          RefusedException.badGateway("electric_broke_off", "the answer is not complete"));
    });
  }

  /** A pooled connection that Electric closed in the same moment; nothing was answered, so it is safe to ask again. */
  private static boolean isStaleConnection(Throwable failure) {
    return failure instanceof HttpClosedException
        || (failure instanceof IOException && !(failure instanceof ConnectException));
  }

  private static RefusedException unexpected(int status) {
    if (status == UNAUTHORIZED) {
      LOG.error("Electric refuses ELECTRIC_SECRET");
      return RefusedException.badGateway(
          "electric_refused", "the proxy may not ask Electric; its operator can mend that");
    }
    LOG.warn("Electric answered {}", status);
    return RefusedException.badGateway("electric_failed", "Electric could not answer this request");
  }

  private static RefusedException refusal(Exchange exchange, Throwable failure) {
    if (failure instanceof ConnectionPoolTooBusyException) {
      return RefusedException.retryLater(
          "too_many_requests_open", "this proxy has as many requests open as it may");
    }
    if (failure instanceof TimeoutException) {
      return RefusedException.gatewayTimeout();
    }
    if (!exchange.isOver()) {
      LOG.warn("Electric cannot be reached: {}", failure.getClass().getSimpleName());
    }
    return RefusedException.badGateway(
        "electric_unreachable", "Electric cannot be reached; try again");
  }
}
