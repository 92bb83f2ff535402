package io.shapegate.policy;

import io.shapegate.contract.Policies;
import io.shapegate.contract.Policy;
import io.shapegate.launcher.HealthHandler;
import io.shapegate.launcher.Launcher;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.StrictHttpServer;
import io.shapegate.postgres.Backoff;
import io.shapegate.postgres.DatabaseFailure;
import io.shapegate.postgres.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import org.jspecify.annotations.Nullable;

/**
 * The built-in policy: answers at {@link Policies#RULES} by the rules in Postgres. Its start completes when it answers;
 * until then, as long as Postgres is away, {@code /health/ready} says 503.
 */
public final class PolicyVerticle extends VerticleBase {
  private final PolicyConfig config;
  private Pool pool;
  private LiveRules rules;
  private HttpServer health;
  private @Nullable MessageConsumer<JsonObject> consumer;

  public PolicyVerticle(PolicyConfig config) {
    this.config = config;
  }

  public static void main(String[] arguments) {
    Launcher.run("policy", settings -> {
      PolicyConfig config = PolicyConfig.from(settings);
      return Launcher.Deployment.single(() -> new PolicyVerticle(config));
    });
  }

  @Override
  public Future<?> start() {
    pool = config.rulesDatabase().pool(vertx, config.poolSize());
    rules = new LiveRules(vertx, config.rulesDatabase());
    health = StrictHttpServer.create(vertx, healthOf(rules));
    return health
        .listen(config.port(), config.host())
        .compose(listening -> prepare())
        .compose(ready -> Policies.serve(vertx, Policies.RULES, policy()))
        .onSuccess(served -> consumer = served);
  }

  @Override
  public Future<?> stop() {
    Future<Void> silent = consumer == null ? Future.succeededFuture() : consumer.unregister();
    return silent.eventually(rules::close).eventually(pool::close).eventually(health::close);
  }

  /** The port of the health endpoints. */
  public int port() {
    return health.actualPort();
  }

  private Policy policy() {
    Lookups lookups = new Lookups(pool, config.databaseTimeout());
    BindResolver binds = new BindResolver(lookups::value);
    return new RulesPolicy(
        rules::current,
        new RolesSource(config.rolesClaim(), config.rolesLookup(), binds),
        binds,
        new Explainer(new RowCount(pool, config.explainRows(), config.databaseTimeout())::of));
  }

  private Handler<HttpServerRequest> healthOf(LiveRules rules) {
    HealthHandler checks = new HealthHandler(vertx)
        .check("serving", () -> Future.succeededFuture(consumer != null))
        .check("rules", () -> Future.succeededFuture(rules.isFresh()), () -> RuleFacts.of(rules));
    return request -> {
      if (HealthHandler.serves(request.path())) {
        checks.handle(request);
      } else {
        request.response().setStatusCode(404).end();
      }
    };
  }

  private Future<Void> prepare() {
    DatabaseUrl owner = config.migrations();
    Future<Void> none = Future.succeededFuture();
    return new Backoff(vertx, MigrationFailure::isPermanent)
        .until(() -> (owner == null
                ? none
                : new Migrations(vertx, owner, config.database().user(), config.databaseCa()).run())
            .compose(migrated -> rules.start()))
        .recover(failure -> Future.failedFuture(new SettingException(
            "MIGRATE",
            "the schema shapegate cannot be migrated: " + DatabaseFailure.describe(failure))));
  }
}
