package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Runs every command of the README's walkthrough in one shell, against a local stack, and compares what it prints with what
 * the README shows.
 */
class ReadmeIT {
  private static final Path README = Path.of("..", "README.md");
  private static final Pattern CONSOLE = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
  private static final String MARK = "@@@";
  private static final int MAX_LINES = 120;

  /** A command with what it prints. */
  private record Story(String command, String output) {}

  @Test
  void itsCommandsPrintWhatItShows() throws Exception {
    requireTools();
    List<Story> stories = stories(Files.readString(README));
    try (LocalStackProcess stack = LocalStackProcess.start(Map.of()).awaitReady()) {
      List<String> outputs = run(stack, stories);

      assertEquals(
          text(stories, stories.stream().map(Story::output).toList()), text(stories, outputs));
    }
  }

  @Test
  void itIsShort() throws Exception {
    assertTrue(Files.readAllLines(README).size() <= MAX_LINES);
  }

  private static List<Story> stories(String readme) {
    List<Story> stories = new ArrayList<>();
    Matcher blocks = CONSOLE.matcher(readme);
    while (blocks.find()) {
      for (String part : ("\n" + blocks.group(1)).split("\n\\$ ", -1)) {
        if (!part.isBlank()) {
          int end = part.indexOf('\n');
          stories.add(
              end < 0
                  ? new Story(part, "")
                  : new Story(part.substring(0, end), part.substring(end + 1).strip()));
        }
      }
    }
    return stories;
  }

  private static List<String> run(LocalStackProcess stack, List<Story> stories) throws Exception {
    StringBuilder script = new StringBuilder();
    for (Story story : stories) {
      script
          .append(stack.atItsPorts(story.command()))
          .append("\necho; echo ")
          .append(MARK)
          .append('\n');
    }
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", script.toString());
    for (String user : List.of("ALICE", "BOB", "CAROL")) {
      bash.environment().put(user, stack.identity(user));
    }
    Process process = bash.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the commands end");
    List<String> outputs = new ArrayList<>();
    for (String output : stack.atUsualPorts(printed).split(MARK, -1)) {
      outputs.add(shortened(output.strip()));
    }
    return outputs.subList(0, stories.size());
  }

  /** What differs from run to run, the way the README writes it. */
  private static String shortened(String output) {
    return output
        .replaceAll("eyJ[A-Za-z0-9_.-]+", "eyJ…")
        .replaceAll(
            "(\"(?:request_id|expires_at|inserted_at|updated_at|lsn|global_last_seen_lsn|xmin|xmax)\"):\"[^\"]*\"",
            "$1:\"…\"")
        .replaceAll("\"txids\":\\[[0-9]+]", "\"txids\":[…]")
        .replaceAll("(?!0{8})[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "…");
  }

  private static String text(List<Story> stories, List<String> outputs) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < stories.size(); i++) {
      text.append("$ ")
          .append(stories.get(i).command())
          .append('\n')
          .append(outputs.get(i))
          .append('\n');
    }
    return text.toString();
  }

  private static void requireTools() throws IOException, InterruptedException {
    for (String tool : List.of("bash", "curl", "psql")) {
      boolean present =
          new ProcessBuilder("sh", "-c", "command -v " + tool).start().waitFor() == 0;
      assertTrue(present || !"true".equals(System.getenv("CI")), tool + " is needed in CI");
      Assumptions.assumeTrue(present, "SKIPPED: needs " + tool + " on the path");
    }
  }
}
