package io.shapegate.systemtests;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Electric's place: it answers at once, by halves, without end or never, as the client wants it. */
final class MoodyElectric {
  private static final Buffer CHUNK = Buffer.buffer(new byte[64 * 1_024]);

  private final AtomicInteger open = new AtomicInteger();
  private final int port;

  MoodyElectric(Vertx vertx) throws Exception {
    port = vertx
        .createHttpServer()
        .requestHandler(this::answer)
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS)
        .actualPort();
  }

  int port() {
    return port;
  }

  /** How many requests it has not answered to the end. */
  int open() {
    return open.get();
  }

  /** What the client wants is in the handle, which the proxy passes on. */
  private void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    open.incrementAndGet();
    response.exceptionHandler(gone -> {}).endHandler(endOrClose -> open.decrementAndGet());
    switch (String.valueOf(request.getParam("handle"))) {
      case "silent" -> request.pause();
      case "half" -> response.setChunked(true).write("[half");
      case "endless" -> writeOn(response.setChunked(true));
      default -> response.end("ok");
    }
  }

  private static void writeOn(HttpServerResponse response) {
    while (!response.closed() && !response.writeQueueFull()) {
      response.write(CHUNK);
    }
    if (!response.closed()) {
      response.drainHandler(drained -> writeOn(response));
    }
  }
}
