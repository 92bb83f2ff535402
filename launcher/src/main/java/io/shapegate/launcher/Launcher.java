package io.shapegate.launcher;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main method of a process that holds one verticle: reads the settings, joins the cluster, deploys, and closes in an
 * orderly way when the process is asked to end. A start that fails says why in one line and ends the process with status
 * 2 for a wrong setting and 1 for anything else.
 */
public final class Launcher {
  private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);
  private static final int WRONG_SETTING = 2;
  private static final int FAILED = 1;
  private static final Duration CLOSE = Duration.ofSeconds(10);

  /**
   * How many verticles to deploy, and how to make one.
   *
   * @param close how long an orderly end may take
   */
  public record Deployment(Supplier<? extends Deployable> verticle, int instances, Duration close) {
    public Deployment(Supplier<? extends Deployable> verticle, int instances) {
      this(verticle, instances, CLOSE);
    }

    public static Deployment single(Supplier<? extends Deployable> verticle) {
      return new Deployment(verticle, 1);
    }
  }

  private Launcher() {}

  /** Returns at once; the process lives until it is asked to end. */
  public static void run(String name, Function<Settings, Deployment> application) {
    settings()
        .compose(settings -> start(joinsCluster(settings), application.apply(settings)))
        .onFailure(failure -> exit(name, failure));
  }

  /** The same without a cluster, for a verticle that has nothing to ask the others and nothing to tell them. */
  public static void runAlone(String name, Function<Settings, Deployment> application) {
    settings()
        .compose(settings -> start(Launcher::alone, application.apply(settings)))
        .onFailure(failure -> exit(name, failure));
  }

  /** The settings from the environment and the file that {@code CONFIG_FILE} names. */
  public static Future<Settings> settings() {
    Vertx reader = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    return ProcessConfig.load(reader).eventually(reader::close);
  }

  /** A Vert.x that is a member of the cluster that the settings describe; for programs that are no verticle of ours. */
  public static Future<Vertx> joinCluster(Settings settings) {
    System.setProperty("hazelcast.logging.type", "slf4j");
    ClusterConfig cluster = ClusterConfig.from(settings);
    HazelcastClusterManager manager = new HazelcastClusterManager(cluster.hazelcast());
    return Vertx.builder()
        .with(new VertxOptions()
            .setEventBusOptions(cluster.eventBus())
            .setPreferNativeTransport(true))
        .withClusterManager(manager)
        .buildClustered()
        .onSuccess(Launcher::warnOfSlowTransport)
        .onSuccess(joined -> LOG.info(
            "joined the cluster as one of {} members", manager.getNodes().size()));
  }

  /** Vert.x falls back without a word. */
  private static void warnOfSlowTransport(Vertx vertx) {
    if (!vertx.isNativeTransportEnabled() && System.getProperty("os.name").equals("Linux")) {
      LOG.warn(
          "no epoll, which costs speed: the temporary folder must be writable, and not noexec");
    }
  }

  private static Supplier<Future<Vertx>> joinsCluster(Settings settings) {
    return () -> Future.future(promise -> joinCluster(settings).onComplete(promise));
  }

  private static Future<Vertx> alone() {
    return Future.succeededFuture(Vertx.vertx(new VertxOptions().setPreferNativeTransport(true)));
  }

  private static Future<String> start(Supplier<Future<Vertx>> platform, Deployment deployment) {
    return platform.get().compose(vertx -> {
      closeAtShutdown(vertx, deployment.close());
      return vertx.deployVerticle(
          deployment.verticle(), new DeploymentOptions().setInstances(deployment.instances()));
    });
  }

  private static void closeAtShutdown(Vertx vertx, Duration limit) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      CountDownLatch closed = new CountDownLatch(1);
      vertx.close().onComplete(done -> closed.countDown());
      try {
        if (!closed.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.warn("did not close within {} s", limit.toSeconds());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }));
  }

  /** From a thread of its own, as the shutdown hook waits for the event loops. */
  private static void exit(String name, Throwable failure) {
    LOG.error("{} cannot start. {}", name, StartFailure.describe(failure));
    int status = failure instanceof SettingException ? WRONG_SETTING : FAILED;
    new Thread(() -> System.exit(status), "exit").start();
  }
}
