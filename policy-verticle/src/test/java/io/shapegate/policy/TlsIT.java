package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.net.SelfSignedCertificate;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections to a Postgres that speaks TLS, with a certificate of its own making for {@code localhost}. */
class TlsIT {
  @TempDir
  static Path folder;

  private static EmbeddedPostgres server;
  private static TestDatabase database;
  private static Path certificate;

  @BeforeAll
  static void start() throws IOException {
    SelfSignedCertificate pair = SelfSignedCertificate.create("localhost");
    certificate = Files.copy(Path.of(pair.certificatePath()), folder.resolve("cert.pem"));
    Path key = Files.copy(Path.of(pair.privateKeyPath()), folder.resolve("key.pem"));
    pair.delete();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    server = TestDatabase.start(EmbeddedPostgres.builder()
        .setServerConfig("ssl", "on")
        .setServerConfig("ssl_cert_file", certificate.toString())
        .setServerConfig("ssl_key_file", key.toString()));
    database = TestDatabase.create(server);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, prefer,      false, t",
    "127.0.0.1, require,     false, t",
    "127.0.0.1, verify-ca,   true,  t",
    "localhost, verify-full, true,  t",
    "127.0.0.1, disable,     false, f"
  })
  void modesThatFitConnect(String host, String mode, boolean trusted, String encrypted) {
    try (PolicyProcess policy = PolicyProcess.started(config(host, mode, trusted))) {
      assertTrue(policy.answers());
      assertEquals(
          List.of(encrypted),
          database.read("SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
              + " WHERE application_name = 'shapegate-policy'"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, verify-full, true",
    "localhost, verify-full, false",
    "localhost, verify-ca,   false"
  })
  void aServerThatDoesNotProveItselfIsNotUsed(String host, String mode, boolean trusted)
      throws Exception {
    for (String migrate : List.of("true", "false")) {
      try (LogLines log = new LogLines();
          PolicyProcess policy =
              PolicyProcess.starting(config(host, mode, trusted, "MIGRATE", migrate))) {
        PolicyProcess.awaitTrue(() -> !log.containing("trying again").isEmpty());
        assertEquals(503, policy.ready());
        String line = log.containing("trying again").get(0);
        assertTrue(line.contains("SSL") || line.contains("hostname"), line);
      }
    }
  }

  @Test
  void theServerIsTheOneThatWasMeant() {
    assertEquals(List.of("on"), database.read("SHOW ssl"));
  }

  private static PolicyConfig config(String host, String mode, boolean trusted, String... more) {
    String url = "postgresql://postgres@" + host + ":" + database.port() + "/" + database.name()
        + "?sslmode=" + mode;
    String[] settings = {
      "DATABASE_URL", url, "DATABASE_CA_FILE", trusted ? certificate.toString() : ""
    };
    String[] all = java.util.Arrays.copyOf(settings, settings.length + more.length);
    System.arraycopy(more, 0, all, settings.length, more.length);
    return database.config(all);
  }
}
