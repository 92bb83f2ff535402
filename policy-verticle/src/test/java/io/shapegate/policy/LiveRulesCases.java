package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Subject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two policies on a Postgres server of their own, one of them behind a link that can be cut. */
abstract class LiveRulesCases {
  static final Duration LIMIT = Duration.ofSeconds(1);
  static final String ON =
      "INSERT INTO shapegate.rules (name, table_name, audience) VALUES ('a', 'items', 'anyone')";
  static final String OFF = "DELETE FROM shapegate.rules WHERE name = 'a'";

  @TempDir
  Path folder;

  EmbeddedPostgres server;
  TestDatabase database;
  TcpLink link;
  PolicyProcess near;
  PolicyProcess far;

  @BeforeEach
  void start() {
    server = serverAt(0);
    database = TestDatabase.create(server);
    database.run("CREATE TABLE items (id int); CREATE TABLE others (id int)");
    link = new TcpLink(database.port());
    near = PolicyProcess.started(database.config());
    far = PolicyProcess.started(
        database.config("DATABASE_URL", database.url("postgres", link.port())));
    near.decide(Subject.ANONYMOUS, "items");
    far.decide(Subject.ANONYMOUS, "items");
  }

  @AfterEach
  void stop() throws IOException {
    near.close();
    far.close();
    link.close();
    server.close();
  }

  void change(String expected, String sql) {
    database.run(sql);
    long committed = System.nanoTime();
    await(expected, committed, near);
    await(expected, committed, far);
  }

  static void await(String expected, long committed, PolicyProcess policy) {
    String last = "";
    do {
      long asked = System.nanoTime();
      last = decision(policy);
      if (asked - committed > LIMIT.toNanos()) {
        assertEquals(expected, last, "a second after the change");
      }
    } while (!last.equals(expected));
  }

  static String decision(PolicyProcess policy) {
    Decision decision =
        PolicyProcess.await(policy.ask(Subject.ANONYMOUS, "items").otherwiseEmpty());
    if (decision instanceof Decision.Allow) {
      return "granted";
    }
    return decision instanceof Decision.Deny deny ? deny.code() : "failed";
  }

  static void close(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  EmbeddedPostgres serverAt(int port) {
    return TestDatabase.start(EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("data"))
        .setCleanDataDirectory(false)
        .setPort(port));
  }
}
