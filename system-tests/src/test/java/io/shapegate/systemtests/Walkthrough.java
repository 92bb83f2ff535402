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
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** The commands of a document's console blocks, each with what the document says that it prints. */
record Walkthrough(List<Story> stories) {
  private static final Pattern CONSOLE = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
  private static final String MARK = "@@@";

  /** A command with what it prints. */
  record Story(String command, String output) {}

  /** All blocks of a document. */
  static Walkthrough of(Path document) throws IOException {
    return of(Files.readString(document));
  }

  /** Those below a heading of the second level, up to the next one. */
  static Walkthrough of(Path document, String heading) throws IOException {
    for (String part : Files.readString(document).split("\n## ", -1)) {
      if (part.startsWith(heading + "\n")) {
        return of(part);
      }
    }
    throw new AssertionError(document + " has no part " + heading);
  }

  private static Walkthrough of(String text) {
    List<Story> stories = new ArrayList<>();
    Matcher blocks = CONSOLE.matcher(text);
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
    return new Walkthrough(stories);
  }

  /**
   * Runs all of them in one shell, and compares what they print.
   *
   * @param environment of the shell: the users' tokens
   * @param here turns a command of the document into one for the servers at hand
   * @param there turns what was printed into what the document's servers would have printed
   */
  void requireAsShown(
      Map<String, String> environment, UnaryOperator<String> here, UnaryOperator<String> there)
      throws Exception {
    List<String> outputs = run(environment, here, there);

    assertEquals(text(stories.stream().map(Story::output).toList()), text(outputs));
  }

  private List<String> run(
      Map<String, String> environment, UnaryOperator<String> here, UnaryOperator<String> there)
      throws Exception {
    StringBuilder script = new StringBuilder();
    for (Story story : stories) {
      script
          .append(here.apply(story.command()))
          .append("\necho; echo ")
          .append(MARK)
          .append('\n');
    }
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", script.toString());
    bash.environment().putAll(environment);
    Process process = bash.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the commands end");
    List<String> outputs = new ArrayList<>();
    for (String output : there.apply(printed).split(MARK, -1)) {
      outputs.add(shortened(output.strip()));
    }
    return outputs.subList(0, stories.size());
  }

  /** What differs from run to run, the way the README writes it. */
  private static String shortened(String output) {
    return output
        .replaceAll("eyJ[A-Za-z0-9_.-]+", "eyJ…")
        .replaceAll(
            "(\"(?:request_id|expires_at|inserted_at|updated_at|lsn|global_last_seen_lsn|xmin|xmax|jti)\"):\"[^\"]*\"",
            "$1:\"…\"")
        .replaceAll("(\"(?:iat|nbf|exp)\"):[0-9]+", "$1:…")
        .replaceAll("\\b[0-9]+(?:\\.[0-9]+)? ms\\b", "… ms")
        .replaceAll("\"txids\":\\[[0-9]+]", "\"txids\":[…]")
        .replaceAll("(?!0{8})[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "…");
  }

  private String text(List<String> outputs) {
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

  /** In CI they have to be there. */
  static void requireTools(String... tools) throws IOException, InterruptedException {
    for (String tool : tools) {
      boolean present =
          new ProcessBuilder("sh", "-c", "command -v " + tool).start().waitFor() == 0;
      assertTrue(present || !"true".equals(System.getenv("CI")), tool + " is needed in CI");
      Assumptions.assumeTrue(present, "SKIPPED: needs " + tool + " on the path");
    }
  }
}
