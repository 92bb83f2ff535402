package io.shapegate.policycheck;

import io.shapegate.launcher.StartFailure;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Holds rules against cases: starts Postgres and the built-in policy, writes the rules, asks, and prints what is not as
 * expected. Runs on the main thread, which may block.
 */
public final class PolicyCheck {
  static final int AS_EXPECTED = 0;
  static final int DIFFERENT = 1;
  static final int UNUSABLE = 2;
  private static final double NANOS = 1e9;
  private static final String LOGGING = "logback.configurationFile";

  private final PrintStream out;
  private final PrintStream progress;

  PolicyCheck(PrintStream out, PrintStream progress) {
    this.out = out;
    this.progress = progress;
  }

  public static void main(String[] arguments) {
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "io/shapegate/policycheck/logback.xml");
    }
    System.exit(new PolicyCheck(System.out, System.err).run(arguments));
  }

  /** The exit code. */
  int run(String... arguments) {
    if (List.of(arguments).contains("--help")) {
      out.print(Arguments.USAGE);
      return AS_EXPECTED;
    }
    try {
      return check(Arguments.parse(arguments));
    } catch (UnusableInputException e) {
      progress.println("check: " + e.getMessage());
    } catch (Exception e) {
      progress.println("check: cannot be carried out: " + StartFailure.describe(e));
    }
    return UNUSABLE;
  }

  private int check(Arguments arguments) throws Exception {
    long startNanos = System.nanoTime();
    CaseFiles files = CaseFiles.read(
            arguments.cases().stream().map(InputFile::read).toList())
        .only(arguments.only());
    List<InputFile> scripts = arguments.scripts().stream().map(InputFile::read).toList();
    progress.println("check: starting Postgres");
    try (EmbeddedDatabase database = EmbeddedDatabase.start()) {
      RunningPolicy.start(database, PolicyPart.DEFAULT).close();
      scripts.forEach(database::run);
      database.requireRole(files.policy().role());
      try (RunningPolicy policy = RunningPolicy.start(database, files.policy())) {
        return ask(new Trial(policy, database), files, arguments.explain(), startNanos);
      }
    }
  }

  private int ask(Trial trial, CaseFiles files, boolean explain, long startNanos)
      throws TimeoutException {
    Report report = new Report(out, Boolean.getBoolean("policycheck.colour"));
    int failed = 0;
    for (Case one : files.cases()) {
      List<Difference> differences = trial.differences(one);
      if (differences.isEmpty()) {
        report.asExpected(one);
      } else {
        failed++;
        report.differs(one, differences);
        if (explain) {
          trial.explained(one).ifPresent(report::explain);
        }
      }
    }
    JsonObject rules = trial.policy().rules();
    OffRules off = OffRules.compare(rules, files.off());
    report.off(off);
    double seconds = (System.nanoTime() - startNanos) / NANOS;
    report.total(files.cases().size(), failed, rules, off, seconds);
    return failed == 0 && off.problems().isEmpty() ? AS_EXPECTED : DIFFERENT;
  }
}
