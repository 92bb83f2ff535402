package io.shapegate.localstack;

import io.shapegate.demo.DemoConfig;
import io.shapegate.demo.DemoIdentity;
import io.shapegate.develectric.DevElectricConfig;
import io.shapegate.develectric.DevElectricVerticle;
import io.shapegate.gatekeeper.GatekeeperConfig;
import io.shapegate.gatekeeper.SigningKey;
import io.shapegate.launcher.Launcher;
import io.shapegate.launcher.Secret;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.shapegate.launcher.StartFailure;
import io.shapegate.policy.PolicyConfig;
import io.shapegate.policy.PolicyVerticle;
import io.shapegate.proxy.Admission;
import io.shapegate.proxy.ProxyConfig;
import io.shapegate.proxy.ProxyConfig.TokenKey;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts everything in one JVM, one after the other, and prints how to try it: embedded Postgres, dev-electric, policy,
 * gatekeeper and proxy. What {@code DATABASE_URL} and {@code ELECTRIC_URL} name is used instead of a stand-in. Runs on the
 * main thread, which may block, and closes in the opposite order.
 */
public final class LocalStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);
  private static final long START_SECONDS = 60;
  private static final long CLOSE_SECONDS = 3;

  private final StackConfig config;
  private final StackSecrets secrets;
  private final Vertx vertx = Vertx.vertx();
  private @Nullable EmbeddedDatabase database;
  private volatile boolean closing;

  private LocalStack(StackConfig config) {
    this.config = config;
    this.secrets = StackSecrets.from(config.settings());
  }

  public static void main(String[] args) {
    try {
      LocalStack stack = new LocalStack(StackConfig.from(await(Launcher::settings)));
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "shutdown"));
      stack.startUnlessClosed();
    } catch (Exception e) {
      LOG.error("The local stack cannot start. {}", StartFailure.describe(e));
      System.exit(1);
    }
  }

  /** Ctrl-C during the start makes whatever is starting fail, which is no news then. */
  private void startUnlessClosed() throws Exception {
    try {
      start();
    } catch (Exception e) {
      if (!closing) {
        throw e;
      }
    }
  }

  private void start() throws Exception {
    requireFreePort();
    Settings settings = withDatabase(config.settings());
    settings = withElectric(settings);
    deploy(new PolicyVerticle(PolicyConfig.from(settings.with(Map.of("PORT", "0")))));
    addSampleRules();
    GatekeeperConfig gatekeeper =
        GatekeeperConfig.from(withIdentity(settings), secrets.signingKey());
    ProxyConfig proxy = ProxyConfig.from(settings, publicHalf(gatekeeper.signingKey()));
    Optional<DemoConfig> demo = demo(settings);
    Admission admission = new Admission(proxy.limits());
    deploy(
        () -> new OriginVerticle(gatekeeper, proxy, demo, admission, config.port()),
        proxy.instances());
    new Banner(config, vertx, secrets, settings, demo).print();
  }

  /** Ends in the opposite order, within 5 s. A Postgres that is just starting is awaited, so that it does not stay. */
  @Override
  public void close() {
    closing = true;
    try {
      vertx.close().await(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.warn("did not close within {} s", CLOSE_SECONDS);
    }
    closeDatabase();
  }

  private synchronized void closeDatabase() {
    try {
      if (database != null) {
        database.close();
      }
    } catch (IOException e) {
      LOG.warn("the data of the embedded Postgres could not be removed");
    }
  }

  private synchronized EmbeddedDatabase startDatabase() throws IOException, SQLException {
    if (closing) {
      throw new IOException("the local stack is closing");
    }
    EmbeddedDatabase started = EmbeddedDatabase.start(config);
    database = started;
    return started;
  }

  private Settings withDatabase(Settings settings) throws IOException, SQLException {
    if (config.database().isPresent()) {
      return settings;
    }
    LOG.info("starting Postgres");
    EmbeddedDatabase started = startDatabase();
    return settings.with(Map.of(
        "DATABASE_URL", started.policyUrl(),
        "MIGRATION_DATABASE_URL", started.ownerUrl()));
  }

  private Settings withElectric(Settings settings) throws Exception {
    if (config.electric().isPresent()) {
      return settings;
    }
    LOG.info("starting dev-electric, a stand-in for Electric for development");
    String owner = settings
        .secret("MIGRATION_DATABASE_URL")
        .or(() -> settings.secret("DATABASE_URL"))
        .map(Secret::value)
        .orElseGet(() -> settings.required("DATABASE_URL", "give the database to sync from"));
    DevElectricVerticle electric =
        new DevElectricVerticle(DevElectricConfig.of(owner, secrets.electric().value()));
    deploy(electric);
    return settings.with(Map.of(
        "ELECTRIC_URL",
        "http://127.0.0.1:" + electric.port(),
        "ELECTRIC_SECRET",
        secrets.electric().value()));
  }

  private void addSampleRules() throws SQLException {
    if (database != null) {
      database.run("rules.sql");
    }
  }

  /** Demo users, and anybody, unless the settings say who may come. */
  private Settings withIdentity(Settings settings) {
    Settings reachable = settings.withDefaults(
        Map.of("ELECTRIC_PROXY_URL", "http://localhost:" + config.port() + "/proxy"));
    if (!secrets.hasDemoIdentity()) {
      return reachable;
    }
    DemoIdentity identity = secrets.demoIdentity();
    return reachable.with(Map.of(
        "IDENTITY_SECRET",
        identity.secret().value(),
        "IDENTITY_ISSUER",
        identity.issuer(),
        "IDENTITY_AUDIENCE",
        identity.audience(),
        "ALLOW_ANONYMOUS",
        settings.text("ALLOW_ANONYMOUS", "true")));
  }

  /** Where both its users and its tables are ours. */
  private Optional<DemoConfig> demo(Settings settings) {
    return database == null || !secrets.hasDemoIdentity()
        ? Optional.empty()
        : Optional.of(DemoConfig.from(
            withIdentity(settings).with(Map.of("DATABASE_URL", database.demoUrl()))));
  }

  private static @Nullable TokenKey publicHalf(SigningKey key) {
    return key.publicJwk().<TokenKey>map(TokenKey.Public::new).orElse(null);
  }

  private void requireFreePort() {
    try (ServerSocket socket =
        new ServerSocket(config.port(), 1, InetAddress.getLoopbackAddress())) {
      LOG.debug("port {} is free", socket.getLocalPort());
    } catch (IOException e) {
      throw new SettingException(
          "PORT",
          config.port() + " is taken by another process; end it, or start with another: PORT=4100");
    }
  }

  private void deploy(Deployable verticle) throws Exception {
    await(() -> vertx.deployVerticle(verticle));
  }

  private void deploy(Supplier<Deployable> verticle, int instances) throws Exception {
    await(() -> vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances)));
  }

  private static <T> T await(Supplier<Future<T>> step) throws TimeoutException {
    return step.get().await(START_SECONDS, TimeUnit.SECONDS);
  }
}
