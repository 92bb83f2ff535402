package io.shapegate.policycheck;

import io.shapegate.contract.Shape;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** An empty Postgres of our own, for one check. Its methods block, so they are called from the main thread alone. */
final class EmbeddedDatabase implements AutoCloseable {
  private static final Duration START_WAIT = Duration.ofSeconds(60);
  private static final String KEY = """
      SELECT string_agg(quote_ident(a.attname), ', ')
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
      WHERE i.indisprimary AND i.indrelid = '%s'::regclass
      HAVING count(*) = 1""";

  private final EmbeddedPostgres server;

  private EmbeddedDatabase(EmbeddedPostgres server) {
    this.server = server;
  }

  static EmbeddedDatabase start() throws IOException {
    return new EmbeddedDatabase(EmbeddedPostgres.builder()
        .setCleanDataDirectory(true)
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("timezone", "UTC")
        .setErrorRedirector(Redirect.DISCARD)
        .setOutputRedirector(Redirect.DISCARD)
        .setPGStartupWait(START_WAIT)
        .start());
  }

  /** This server asks nobody for a password. */
  String url(String role) {
    return "postgresql://" + URLEncoder.encode(role, StandardCharsets.UTF_8).replace("+", "%20")
        + "@127.0.0.1:" + server.getPort() + "/postgres?sslmode=disable";
  }

  /** Runs a whole file at once, as one transaction. */
  void run(InputFile script) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(script.text());
    } catch (SQLException e) {
      throw problem(script, e);
    }
  }

  /** How many rows the shape has. */
  String count(Shape shape) throws SQLException {
    return String.valueOf(
        read("SELECT count(*)::text FROM " + source(shape), shape).get(0));
  }

  /** The values of a column in the rows of the shape, in no order. */
  List<@Nullable String> values(Shape shape, String column) throws SQLException {
    return read("SELECT (" + column + ")::text FROM " + source(shape), shape);
  }

  /** The one column of the primary key, in quotes where it needs them; null where there is none. */
  @Nullable
  String key(Shape shape) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      String table = literal(connection, quotedTable(shape));
      List<@Nullable String> names = texts(statement.executeQuery(KEY.replace("'%s'", table)));
      return names.isEmpty() ? null : names.get(0);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private Connection connect() throws SQLException {
    return server.getPostgresDatabase().getConnection();
  }

  /** Postgres finds the types of the parameters, as it does for Electric: they are given to EXECUTE as plain texts. */
  private List<@Nullable String> read(String sql, Shape shape) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute("SET default_transaction_read_only = on; SET statement_timeout = '10s'");
      statement.execute("PREPARE shape AS " + sql);
      List<String> values = new ArrayList<>();
      for (String value : shape.params().values()) {
        values.add(literal(connection, value));
      }
      return texts(statement.executeQuery(
          values.isEmpty()
              ? "EXECUTE shape"
              : values.stream().collect(Collectors.joining(", ", "EXECUTE shape(", ")"))));
    }
  }

  private static String source(Shape shape) {
    String table = quotedTable(shape);
    return shape.where() == null ? table : table + " WHERE (" + shape.where() + ")";
  }

  private static String quotedTable(Shape shape) {
    return Quoted.name(shape.table().namespace()) + "."
        + Quoted.name(shape.table().table());
  }

  private static String literal(Connection connection, String text) throws SQLException {
    return "'" + connection.unwrap(BaseConnection.class).escapeString(text) + "'";
  }

  private static List<@Nullable String> texts(ResultSet rows) throws SQLException {
    List<@Nullable String> texts = new ArrayList<>();
    while (rows.next()) {
      texts.add(rows.getString(1));
    }
    return texts;
  }

  private static UnusableInputException problem(InputFile script, SQLException failure) {
    ServerErrorMessage answer =
        failure instanceof PSQLException answered ? answered.getServerErrorMessage() : null;
    if (answer == null) {
      return new UnusableInputException(script.name() + ": " + oneLine(failure.getMessage()));
    }
    String detail = answer.getDetail() == null ? "" : " (" + answer.getDetail() + ")";
    String what = oneLine(answer.getMessage() + detail);
    return answer.getPosition() > 0
        ? script.problem(script.text().offsetByCodePoints(0, answer.getPosition() - 1), what)
        : new UnusableInputException(script.name() + ": " + what);
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).replaceAll("\\s+", " ").strip();
  }
}
