package io.shapegate.launcher;

import io.shapegate.launcher.Launcher.Deployment;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The main method of a process that tests start: an HTTP server, and a line at each turn of its life. */
public final class TestProcess extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(TestProcess.class);

  private final int port;
  private final String host;

  private TestProcess(Settings settings) {
    port = settings.port("PORT", 0);
    host = settings.text("HOST", "127.0.0.1");
  }

  public static void main(String[] arguments) {
    Launcher.run("test", settings -> Deployment.single(() -> new TestProcess(settings)));
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end())
        .listen(port, host)
        .onSuccess(server -> LOG.info("listening on {}", server.actualPort()));
  }

  @Override
  public Future<?> stop() {
    LOG.info("stopped");
    return Future.succeededFuture();
  }
}
