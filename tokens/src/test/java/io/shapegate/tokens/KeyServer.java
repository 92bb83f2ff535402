package io.shapegate.tokens;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server on a free port whose answers a test can change while it runs. */
final class KeyServer {
  private final HttpServer server;
  private final AtomicInteger open = new AtomicInteger();
  private final List<String> paths = new CopyOnWriteArrayList<>();
  private volatile Handler<HttpServerRequest> handler;

  private KeyServer(Vertx vertx, Handler<HttpServerRequest> handler) {
    this.handler = handler;
    this.server = vertx
        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
        .connectionHandler(connection -> {
          open.incrementAndGet();
          connection.closeHandler(closed -> open.decrementAndGet());
        })
        .requestHandler(request -> {
          paths.add(request.path());
          this.handler.handle(request);
        });
  }

  static KeyServer start(Vertx vertx, Handler<HttpServerRequest> handler) throws Exception {
    return start(vertx, 0, handler);
  }

  static KeyServer start(Vertx vertx, int port, Handler<HttpServerRequest> handler)
      throws Exception {
    KeyServer started = new KeyServer(vertx, handler);
    Settled.result(started.server.listen(port, "127.0.0.1"));
    return started;
  }

  static Handler<HttpServerRequest> keys(PublicJwk... keys) {
    JsonArray entries = new JsonArray();
    for (PublicJwk key : keys) {
      entries.add(key.json());
    }
    return text(new JsonObject().put("keys", entries).encode());
  }

  static Handler<HttpServerRequest> text(String body) {
    return request -> request.response().end(body);
  }

  static Handler<HttpServerRequest> status(int status) {
    return request -> request.response().setStatusCode(status).end("{\"keys\":[]}");
  }

  void answer(Handler<HttpServerRequest> next) {
    handler = next;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  int port() {
    return server.actualPort();
  }

  int requests() {
    return paths.size();
  }

  int openConnections() {
    return open.get();
  }
}
