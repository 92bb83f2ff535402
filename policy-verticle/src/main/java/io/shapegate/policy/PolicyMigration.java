package io.shapegate.policy;

import io.shapegate.launcher.Launcher;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.shapegate.launcher.StartFailure;
import io.shapegate.postgres.Backoff;
import io.shapegate.postgres.DatabaseFailure;
import io.shapegate.postgres.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The migrations as a step of their own, with the policy's settings: for policies that run with {@code MIGRATE=false} and
 * hold no owner's password. Ends with status 0 when the schema is up to date; waits for a Postgres that is away.
 */
public final class PolicyMigration {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyMigration.class);

  private PolicyMigration() {}

  public static void main(String[] arguments) {
    Vertx vertx = Vertx.vertx();
    Launcher.settings()
        .compose(settings -> run(vertx, settings))
        .onSuccess(done -> LOG.info("the schema shapegate is up to date"))
        .onFailure(failure -> LOG.error("cannot migrate. {}", StartFailure.describe(failure)))
        .onComplete(done -> exit(done.succeeded() ? 0 : 1));
  }

  static Future<Void> run(Vertx vertx, Settings settings) {
    PolicyConfig config = PolicyConfig.from(settings);
    DatabaseUrl owner = config.migrations();
    if (owner == null) {
      return Future.failedFuture(new SettingException("MIGRATE", "is false, so nothing migrates"));
    }
    Migrations migrations =
        new Migrations(vertx, owner, config.database().user(), config.databaseCa());
    return new Backoff(vertx, MigrationFailure::isPermanent)
        .until(migrations::run)
        .recover(failure -> Future.failedFuture(new SettingException(
            "MIGRATE",
            "the schema shapegate cannot be migrated: " + DatabaseFailure.describe(failure))));
  }

  /** From a thread of its own, as the JVM waits for the event loops. */
  private static void exit(int status) {
    new Thread(() -> System.exit(status), "exit").start();
  }
}
