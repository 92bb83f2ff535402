package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Runs every command of the README's walkthrough, and of the first part of the longer one, against a local stack, and
 * compares what they print with what is shown.
 */
class ReadmeIT {
  private static final Path README = Path.of("..", "README.md");
  private static final int MAX_LINES = 120;

  @Test
  void itsCommandsPrintWhatItShows() throws Exception {
    Walkthrough.requireTools("bash", "curl", "psql");
    try (LocalStackProcess stack = LocalStackProcess.start(Map.of()).awaitReady()) {
      Map<String, String> users = new HashMap<>();
      for (String user : List.of("ALICE", "BOB", "CAROL")) {
        users.put(user, stack.identity(user));
      }
      for (Walkthrough walkthrough : List.of(
          Walkthrough.of(README),
          Walkthrough.of(
              Path.of("..", "docs", "walkthrough.md"), "Part 1: gatekeeper and proxy"))) {
        walkthrough.requireAsShown(
            users, command -> atItsPorts(stack, command), stack::atUsualPorts);
      }
    }
  }

  @Test
  void itIsShort() throws Exception {
    assertTrue(Files.readAllLines(README).size() <= MAX_LINES);
  }

  private static String atItsPorts(LocalStackProcess stack, String command) {
    try {
      return stack.atItsPorts(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
