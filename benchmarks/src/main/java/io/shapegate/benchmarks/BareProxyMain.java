package io.shapegate.benchmarks;

import io.shapegate.launcher.Launcher;
import io.shapegate.launcher.Settings;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;

/** What Vert.x itself costs: every request goes on as it is, every answer comes back as it is, nothing is checked. */
final class BareProxyMain extends AbstractVerticle {
  private static final int CHUNK = 65_536;
  private static final int CONNECTIONS = 10_000;
  private static final int BACKLOG = 4_096;

  private final Settings settings;

  private BareProxyMain(Settings settings) {
    this.settings = settings;
  }

  public static void main(String[] arguments) {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    Launcher.settings()
        .compose(settings -> vertx.deployVerticle(new BareProxyMain(settings)))
        .onFailure(failure -> Runtime.getRuntime().halt(1));
  }

  @Override
  public void start(Promise<Void> started) {
    URI url = settings.requiredHttpUrl("ELECTRIC_URL", "give the upstream");
    RequestOptions origin = new RequestOptions().setHost(url.getHost()).setPort(url.getPort());
    HttpClient client = vertx.createHttpClient(
        new HttpClientOptions().setMaxChunkSize(CHUNK).setKeepAliveTimeout(300),
        new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(0));
    vertx
        .createHttpServer(new HttpServerOptions().setAcceptBacklog(BACKLOG))
        .requestHandler(request -> forward(client, origin, request))
        .listen(settings.port("PORT", 0), "127.0.0.1")
        .<Void>mapEmpty()
        .onComplete(started);
  }

  private static void forward(HttpClient client, RequestOptions origin, HttpServerRequest request) {
    HttpServerResponse response = request.response();
    RequestOptions options =
        new RequestOptions(origin).setMethod(request.method()).setURI(request.uri());
    client
        .request(options)
        .compose(upstream -> {
          response.exceptionHandler(left -> upstream.reset());
          request
              .headers()
              .forEach(header -> upstream.putHeader(header.getKey(), header.getValue()));
          return upstream.send();
        })
        .compose(answer -> {
          copy(answer, response);
          return answer.pipeTo(response);
        })
        .onFailure(failure -> request.connection().close());
  }

  private static void copy(HttpClientResponse from, HttpServerResponse to) {
    to.setStatusCode(from.statusCode());
    to.headers().setAll(from.headers());
    if (!from.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      to.setChunked(true);
    }
  }
}
