package io.shapegate.demo;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the demo serves, without the server: the page at {@code /} and its API under {@code /demo}. Made on the
 * event loop that serves it, and used on it alone.
 */
public final class DemoHandler implements Handler<HttpServerRequest> {
  private static final int POOL_SIZE = 2;

  private final Vertx vertx;
  private final DemoIdentity identity;
  private final Pool pool;
  private final SampleRows rows;
  private final JsonBodyReader bodies;
  private final PageHandler page;
  private final JsonObject samples;

  private DemoHandler(Vertx vertx, DemoConfig config, DemoPage files, JsonObject samples) {
    this.vertx = vertx;
    this.identity = config.identity();
    this.pool = config.database().pool(vertx, POOL_SIZE);
    this.rows = new SampleRows(pool);
    this.bodies = new JsonBodyReader(vertx);
    this.page = new PageHandler(files, config.proxyUrl());
    this.samples = samples;
  }

  public static Future<DemoHandler> create(Vertx vertx, DemoConfig config) {
    return vertx
        .executeBlocking(DemoPage::load)
        .compose(files -> vertx
            .executeBlocking(DemoPage::samples)
            .map(samples -> new DemoHandler(vertx, config, files, samples)));
  }

  /** Whether a path is the demo's, for a server that serves others too. */
  public static boolean serves(@Nullable String path) {
    return Route.serves(path);
  }

  /** Whether the database answers. */
  public Future<Boolean> isReady() {
    return rows.organisations().map(true).otherwise(false);
  }

  public Future<Void> close() {
    return pool.close();
  }

  @Override
  public void handle(HttpServerRequest request) {
    DemoExchange exchange = DemoExchange.begin(request);
    try {
      dispatch(exchange);
    } catch (RuntimeException e) {
      exchange.fail(e);
    }
  }

  private void dispatch(DemoExchange exchange) {
    Route route = exchange.route();
    if (route != Route.UNKNOWN && !route.takes(exchange.request().method())) {
      throw Refusal.method(route.allowed());
    }
    switch (route) {
      case PAGE -> page.handle(exchange);
      case SAMPLES -> answer(exchange, 200, samples());
      case SIGN_IN -> answer(exchange, 200, body(exchange).map(this::signIn));
      case ROWS -> answer(exchange, 201, body(exchange).compose(this::insert));
      case MOVES -> answer(exchange, 200, body(exchange).compose(this::move));
      case UNKNOWN -> throw Refusal.unknownRoute();
    }
  }

  private Future<JsonObject> body(DemoExchange exchange) {
    return bodies.read(exchange.request());
  }

  private static void answer(DemoExchange exchange, int status, Future<JsonObject> answer) {
    answer.onSuccess(body -> exchange.answer(status, body)).onFailure(exchange::fail);
  }

  private Future<JsonObject> samples() {
    JsonArray users = new JsonArray();
    DemoUser.ALL.forEach(user -> users.add(new JsonObject()
        .put("name", user.name())
        .put("description", user.description())
        .put("roles", new JsonArray(user.roles()))));
    return rows.organisations()
        .map(all -> samples.copy().put("users", users).put("organisations", all));
  }

  private JsonObject signIn(JsonObject body) {
    String name = Fields.of(body, "user").text("user");
    DemoUser user = DemoUser.named(name)
        .orElseThrow(() -> Refusal.unreadable("user must be alice, bob or carol"));
    return new JsonObject()
        .put("user", name)
        .put("token", identity.token(vertx, user))
        .put("expires_at", Instant.now().plusSeconds(DemoIdentity.SECONDS).toString());
  }

  private Future<JsonObject> insert(JsonObject body) {
    boolean task = "tasks".equals(body.getValue("table"));
    if (!task && !"items".equals(body.getValue("table"))) {
      throw Refusal.unreadable("table must be items or tasks");
    }
    Fields fields = task
        ? Fields.of(body, "table", "id", "org_id", "title")
        : Fields.of(body, "table", "id", "value");
    UUID id = fields.uuid("id");
    Future<Void> inserted = task
        ? rows.insertTask(id, fields.integer("org_id"), fields.text("title"))
        : rows.insertItem(id, fields.text("value"));
    return inserted.map(done -> new JsonObject().put("id", id.toString()));
  }

  private Future<JsonObject> move(JsonObject body) {
    Fields fields = Fields.of(body, "id", "org_id");
    UUID id = fields.uuid("id");
    int organisation = fields.integer("org_id");
    return rows.moveTask(id, organisation)
        .map(done -> new JsonObject().put("id", id.toString()).put("org_id", organisation));
  }
}
