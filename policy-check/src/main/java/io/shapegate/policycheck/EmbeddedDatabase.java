package io.shapegate.policycheck;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** An empty Postgres of our own, for one check. Its methods block, so they are called from the main thread alone. */
final class EmbeddedDatabase implements AutoCloseable {
  private static final Duration START_WAIT = Duration.ofSeconds(60);
  private static final String ROLE = "SELECT FROM pg_roles WHERE rolname = ? AND rolcanlogin";
  private static final Map<String, String> WHOLE_SCRIPTS = Map.of("preferQueryMode", "simple");

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

  /** Runs a whole file as one query, so that it is one transaction, and the place of an error counts from its start. */
  void run(InputFile script) {
    try (Connection connection = connect(WHOLE_SCRIPTS);
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(script.text());
    } catch (SQLException e) {
      throw problem(script, e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** The policy would wait for a role that is not there. */
  void requireRole(String role) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(ROLE)) {
      statement.setString(1, role);
      if (!statement.executeQuery().next()) {
        throw new UnusableInputException(
            "policy: there is no role " + role + " that may log in; the SQL files must create it");
      }
    }
  }

  /** As the owner of everything. */
  Connection connect() throws SQLException {
    return connect(Map.of());
  }

  private Connection connect(Map<String, String> properties) throws SQLException {
    return server.getPostgresDatabase(properties).getConnection();
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
