package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.shapegate.launcher.Settings;
import io.shapegate.policy.PolicyConfig;
import io.shapegate.policy.PolicyVerticle;
import io.shapegate.systemtests.AttackTable.Row;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.LoggerFactory;

/**
 * Filters, values and claims that try to break out of a rule, sent to a gatekeeper with the rules engine on a real Postgres;
 * and what its answers and its log tell.
 */
class FilterAttackIT {
  private static final String RULE = "\"org_id\" = $1";
  private static final String PASSWORD = "password-of-the-database-3f9a";
  private static final String MARKER = "marker-in-the-text-of-sql-77c1";
  private static final Path HOSTILE =
      Path.of("..", "policy-verticle/src/test/resources/io/shapegate/policy/hostile-filters.txt");
  private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
  private static EmbeddedPostgres postgres;
  private static GatekeeperFixture gatekeeper;

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.builder()
        .setDataDirectory(Files.createTempDirectory(Path.of("target"), "attack-postgres"))
        .start();
    execute(
        "CREATE TABLE items (id int PRIMARY KEY, title text, org_id text, ssn text)",
        "CREATE TABLE broken (id int PRIMARY KEY, x text)");
    LOG.start();
    root().addAppender(LOG);
    gatekeeper = new GatekeeperFixture(Map.of());
    String url =
        "postgresql://postgres:" + PASSWORD + "@127.0.0.1:" + postgres.getPort() + "/postgres";
    PolicyVerticle policy = new PolicyVerticle(
        PolicyConfig.from(new Settings(Map.of("DATABASE_URL", url, "PORT", "0"))));
    gatekeeper.vertx.deployVerticle(policy).await(40, TimeUnit.SECONDS);
    execute(
        "INSERT INTO shapegate.rules (name, table_name, audience, row_filter, columns, client_filter)"
            + " VALUES ('own', 'items', 'authenticated', '\"org_id\" = :claims.org_id', '{id,title,org_id}', true)",
        "INSERT INTO shapegate.lookups (name, query, cache_seconds)"
            + " VALUES ('failing', $$select (1 / 0)::text || '" + MARKER
            + "' where :sub <> ''$$, 0)",
        "INSERT INTO shapegate.rules (name, table_name, audience, row_filter)"
            + " VALUES ('broken', 'broken', 'authenticated', 'x = ANY(:failing)')");
    Await.until("the rules are known", Duration.ofSeconds(20), () -> grant("{}").status() == 200);
  }

  @AfterAll
  static void stop() throws Exception {
    root().setLevel(Level.INFO);
    root().detachAppender(LOG);
    gatekeeper.close();
    postgres.close();
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static void execute(String... statements) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> isRefusedOrOneMoreCondition() {
    return AttackTable.read("attack-filters.txt", Map.of("a", "a")).stream()
        .map(row -> DynamicTest.dynamicTest(row.name(), () -> attack(row)));
  }

  /** The engine's own list; through HTTP each is refused as well. */
  @Test
  void noHostileFilterOfTheEnginesOwnListGetsAToken() throws Exception {
    List<String> filters = Files.readAllLines(HOSTILE).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("# "))
        .map(FilterAttackIT::unescaped)
        .toList();
    String identity = GatekeeperFixture.identity(new JsonObject().put("org_id", "7"));
    for (String filter : filters) {
      RawHttp.Answer answer = gatekeeper.ask(
          "items", identity, new JsonObject().put("where", filter).encode());
      assertTrue(answer.status() == 400 || answer.status() == 403, filter + "\n" + answer.text());
    }
    assertTrue(filters.size() > 400, "only " + filters.size());
  }

  private static void attack(Row row) throws Exception {
    String bytes = row.column(1);
    JsonObject claims = new JsonObject().put("org_id", "7");
    if (!row.column(2).isEmpty()) {
      claims.mergeIn(new JsonObject(row.column(2)));
    }
    RawHttp.Answer answer = ask(bytes, claims);

    switch (row.column(0).split(" ", 2)[0]) {
      case "4xx" -> assertTrue(answer.status() == 400 || answer.status() == 403, answer.text());
      case "params" -> assertValueIsParam(new JsonObject(bytes), answer);
      case "claim" -> assertShape(RULE, Map.of("1", claims.getString("org_id")), answer);
      case "grants" -> {
        String[] parts = row.column(0).substring("grants ".length()).split(" ## ", -1);
        assertShape(parts[0], new JsonObject(parts[1]).getMap(), answer);
      }
      default -> {
        assertEquals(
            Integer.parseInt(row.column(0).substring(0, 3)), answer.status(), answer.text());
        assertEquals(row.column(0).substring(4), new JsonObject(answer.body()).getString("code"));
      }
    }
    assertEquals(200, grant("{}").status());
  }

  private static void assertValueIsParam(JsonObject asked, RawHttp.Answer answer) {
    String operator = asked.getString("where").contains("LIKE") ? "LIKE" : "=";
    assertShape(
        "(" + RULE + ") AND (\"title\" " + operator + " $2)",
        Map.of("1", "7", "2", asked.getJsonObject("params").getString("1")),
        answer);
  }

  private static void assertShape(String where, Map<String, ?> params, RawHttp.Answer answer) {
    assertEquals(200, answer.status(), answer.text());
    JsonObject shape = GatekeeperFixture.granted(answer);
    assertEquals(where, shape.getString("where"));
    assertEquals(params, shape.getJsonObject("params").getMap());
    assertEquals("items", shape.getString("table"));
    assertEquals("id,title,org_id", shape.getString("columns"));
  }

  private static RawHttp.Answer grant(String json) throws Exception {
    return ask(json, new JsonObject().put("org_id", "7"));
  }

  /** JSON of one byte in each character. */
  private static RawHttp.Answer ask(String json, JsonObject claims) throws Exception {
    return RawHttp.send(
        gatekeeper.port(),
        "POST /gatekeeper/items HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer "
            + GatekeeperFixture.identity(claims)
            + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n"
            + json);
  }

  private static String unescaped(String line) {
    Matcher escape = Pattern.compile("\\\\(u[0-9a-f]{4}|.)").matcher(line);
    return escape.replaceAll(found -> Matcher.quoteReplacement(
        switch (found.group(1).charAt(0)) {
          case 'n' -> "\n";
          case 'r' -> "\r";
          case 't' -> "\t";
          case 'f' -> "\f";
          case 'v' -> "\u000b";
          case '0' -> "\0";
          case '\\' -> "\\";
          default -> String.valueOf((char) Integer.parseInt(found.group(1).substring(1), 16));
        }));
  }

  /** Class 19: errors of every kind, with everything logged that is logged at all. */
  @Test
  void noErrorTellsASecretATokenOrTheTextOfSql() throws Exception {
    root().setLevel(Level.DEBUG);
    String identity = GatekeeperFixture.identity(new JsonObject().put("org_id", "7"));
    StringBuilder answers = new StringBuilder();
    answers.append(gatekeeper.ask("broken", identity, "{}").text());
    answers.append(gatekeeper.ask("items", identity + "x", "{}").text());
    answers.append(
        gatekeeper.ask("items", identity, "{\"where\":\"" + MARKER + "\"").text());
    answers.append(
        gatekeeper.ask("items", identity, "{\"where\":\"" + MARKER + " = 1\"}").text());
    answers.append(gatekeeper.ask("no_such_table", identity, "{}").text());
    answers.append(RawHttp.send(gatekeeper.port(), MARKER + "\r\n\r\n").text());
    answers.append(RawHttp.send(
            gatekeeper.port(), "GET /?" + identity + " HTTP/1.1\r\nConnection: close\r\n\r\n")
        .text());
    RawHttp.Answer good = gatekeeper.ask("items", identity, "{}");
    String token = new JsonObject(good.body())
        .getJsonObject("headers")
        .getString("Authorization")
        .substring(7);

    String log = log();

    assertEquals(200, good.status());
    assertTrue(log.contains("items"), "the log was captured");
    for (String secret : List.of(
        PASSWORD, ShapeTokens.SECRET, GatekeeperFixture.IDENTITY_SECRET, identity, token, MARKER)) {
      assertFalse(answers.toString().contains(secret), "an answer has " + secret + "\n" + answers);
      assertFalse(log.contains(secret), "the log has " + secret);
    }
    assertFalse(answers.toString().contains("\tat "), "a stack trace in " + answers);
  }

  private static String log() {
    StringBuilder log = new StringBuilder();
    for (ILoggingEvent event : List.copyOf(LOG.list)) {
      log.append(event.getFormattedMessage())
          .append(ThrowableProxyUtil.asString(event.getThrowableProxy()))
          .append('\n');
    }
    return log.toString();
  }
}
