package io.shapegate.systemtests;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The example client: its linter, and its own tests against a local stack. */
@Tag("slow")
class TypeScriptClientIT {
  private static LocalStackProcess stack;

  @BeforeAll
  static void start() throws Exception {
    TypeScriptClient.build();
    stack = LocalStackProcess.start(Map.of()).awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void isCleanToItsLinter() throws Exception {
    TypeScriptClient.npm(Map.of(), "run", "lint");
  }

  @Test
  void passesItsOwnTests() throws Exception {
    TypeScriptClient.npm(
        Map.of(
            "SHAPEGATE_URL", stack.url(""),
            "DATABASE_URL", stack.databaseUrl(),
            "ALICE", stack.identity("ALICE"),
            "BOB", stack.identity("BOB")),
        "test");
  }
}
