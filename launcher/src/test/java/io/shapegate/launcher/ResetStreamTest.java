package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ResetStreamTest {
  /** A timer may want to reset what the client has left behind long ago. */
  @Test
  void aConnectionThatIsClosedHasNothingToReset() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      CompletableFuture<HttpServerRequest> asked = new CompletableFuture<>();
      HttpServer server = StrictHttpServer.create(
              vertx, new ServerConfig(null, true), ClientPatience.USUAL, asked::complete)
          .listen(0, "127.0.0.1")
          .await(10, TimeUnit.SECONDS);
      HttpClient client = vertx.createHttpClient(new HttpClientOptions()
          .setProtocolVersion(HttpVersion.HTTP_2)
          .setHttp2ClearTextUpgrade(false));
      client
          .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
          .onSuccess(request -> request.send().onFailure(left -> {}));
      HttpServerRequest request = asked.get(10, TimeUnit.SECONDS);
      CompletableFuture<Void> closed = new CompletableFuture<>();
      request.connection().closeHandler(end -> vertx.setTimer(50, later -> closed.complete(null)));

      client.close();
      closed.get(10, TimeUnit.SECONDS);

      assertDoesNotThrow(
          () -> StrictHttpServer.resetStream(request.connection(), request.response()));
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }
}
