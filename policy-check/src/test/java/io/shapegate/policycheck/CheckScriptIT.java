package io.shapegate.policycheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the script as people do, in another folder, on the rules of the sample application. */
class CheckScriptIT {
  private static final Path SCRIPT =
      Path.of("..", "policy-verticle", "check").toAbsolutePath().normalize();
  private static final Path SAMPLE = Path.of(
          "..", "local-stack", "src", "main", "resources", "io", "shapegate", "localstack")
      .toAbsolutePath()
      .normalize();
  private static final Path JAR = Path.of("target", "policy-check-app.jar");
  private static final long PATIENCE_MINUTES = 3;

  private record Run(int code, String out, String err) {}

  @TempDir
  private Path folder;

  /** The build that runs this test made the jar from what is there, so that the script has nothing to build. */
  @BeforeAll
  static void theJarIsNew() throws IOException {
    Files.setLastModifiedTime(JAR, FileTime.from(Instant.now()));
  }

  @Test
  void theSampleRulesDoWhatTheirCasesSay() throws Exception {
    Run run = run(SAMPLE, "tables.sql", "rules.sql", "cases.yaml");

    assertEquals(0, run.code(), run::toString);
    assertTrue(run.out().contains("ok    members do not see budgets\n"), run::toString);
    assertTrue(run.out().contains(" cases: all as expected; "), run::toString);
    assertEquals("check: starting Postgres\n", run.err());
  }

  @Test
  void aRuleThatIsTooWideIsFound() throws Exception {
    copySample();
    Files.writeString(folder.resolve("more rules.sql"), """
        UPDATE shapegate.rules SET columns = columns || '{budget}' WHERE name = 'tasks-for-members';
        """);

    Run run = run(
        folder,
        "tables.sql",
        "rules.sql",
        "more rules.sql",
        "cases.yaml",
        "--explain",
        "--only",
        "budgets");

    assertEquals(1, run.code(), run::toString);
    assertTrue(run.out().contains("FAIL  members do not see budgets  [cases.yaml:"), run::toString);
    assertTrue(run.out().contains("        rule tasks-for-members grants: "), run::toString);
    assertTrue(
        run.out().contains("ok    managers see the budgets of their organisation\n"),
        run::toString);
    assertTrue(!run.out().contains("\u001b"), "colour is for terminals");
  }

  @Test
  void casesThatCannotBeReadAreNamedWithTheirPlace() throws Exception {
    copySample();
    Files.writeString(folder.resolve("cases.yaml"), "users: {}\ncases:\n  - usr: alice\n");

    Run run = run(folder, "tables.sql", "rules.sql", "cases.yaml");

    assertEquals(2, run.code(), run::toString);
    assertEquals("", run.out());
    assertEquals(
        "check: cases.yaml:3:5: a case has no usr; there are allow, ask, deny, name, user, users\n",
        run.err());
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws Exception {
    Run run = run(folder, "gone.sql", "cases.yaml");

    assertEquals(2, run.code(), run::toString);
    assertEquals("check: cases.yaml: there is no such file\n", run.err());
  }

  private void copySample() throws IOException {
    for (String name : List.of("tables.sql", "rules.sql", "cases.yaml")) {
      Files.copy(SAMPLE.resolve(name), folder.resolve(name));
    }
  }

  private Run run(Path where, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process process = new ProcessBuilder(command)
        .directory(where.toFile())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
    try {
      assertTrue(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES));
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    return new Run(process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
