package io.shapegate.develectric;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the stand-in as a process of its own, configured by the environment. */
public final class DevElectricMain {
  private static final String LOGGING = "logback.configurationFile";

  private DevElectricMain() {}

  /** A configuration that is wrong ends the process with one line and the exit code 1. */
  public static void main(String[] arguments) {
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "io/shapegate/develectric/logback.xml");
    }
    try {
      run(DevElectricConfig.fromEnvironment());
    } catch (IllegalArgumentException e) {
      exit(e.getMessage());
    }
  }

  private static void run(DevElectricConfig config) {
    Vertx vertx = Vertx.vertx();
    vertx
        .deployVerticle(new DevElectricVerticle(config))
        .onSuccess(id -> Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(vertx))))
        .onFailure(failure ->
            exit("cannot listen on port " + config.port() + ": " + failure.getMessage()));
  }

  private static void shutDown(Vertx vertx) {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
    } catch (Exception e) {
      System.err.println("dev-electric: not everything was released: " + e);
    }
  }

  private static void exit(@Nullable String problem) {
    System.err.println("dev-electric: " + problem);
    System.exit(1);
  }
}
