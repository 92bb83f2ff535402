package io.shapegate.benchmarks;

import io.shapegate.benchmarks.GatekeeperWork.Step;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The figures of the gatekeeper as Markdown. */
final class GatekeeperTables {
  private static final int MANY_CALLERS = 16;

  private GatekeeperTables() {}

  static String throughput(List<Result> results) {
    MarkdownTable table = new MarkdownTable(
        "work",
        "callers",
        "tokens/s",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "refused",
        "gatekeeper's core busy");
    for (Result result : results) {
      table.row(
          result.work(),
          String.valueOf(result.callers()),
          String.format("%.0f", result.perSecond()),
          String.format("%.2f", result.p50()),
          String.format("%.2f", result.p99()),
          String.format("%.2f", result.p999()),
          String.format("%.0f", result.refused()),
          String.format("%.0f %%", 100 * result.gatekeeperBusy()));
    }
    return "## Throughput and latency\n\n" + table;
  }

  static String processorTime(List<Result> results) {
    MarkdownTable table = new MarkdownTable(
        "work",
        "callers",
        "gatekeeper",
        "policy",
        "Postgres",
        "load",
        "tokens/s that one core gives to the gatekeeper alone");
    for (Result result : results) {
      table.row(
          result.work(),
          String.valueOf(result.callers()),
          String.format("%.0f", result.gatekeeperCpu()),
          String.format("%.0f", result.policyCpu()),
          String.format("%.0f", result.postgresCpu()),
          String.format("%.0f", result.loadCpu()),
          String.format("%.0f", result.perGatekeeperCore()));
    }
    return "## Processor time of a token, in µs\n\n" + table;
  }

  static String steps(List<Step> steps, List<Result> results) {
    MarkdownTable table = new MarkdownTable(
        "", "step adds", "p50 ms, 1 caller", "gatekeeper µs", "policy µs", "Postgres µs");
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Work without = step.without() < 0 ? null : steps.get(step.without()).work();
      Difference alone = Difference.of(results, step.work(), without, 1);
      Difference many = Difference.of(results, step.work(), without, MANY_CALLERS);
      table.row(
          i + (step.without() < 0 ? "" : " − " + step.without()),
          step.adds(),
          alone.text("%.2f", Result::p50),
          many.text("%.0f", Result::gatekeeperCpu),
          many.text("%.0f", Result::policyCpu),
          many.text("%.0f", Result::postgresCpu));
    }
    return "## Where a token's time goes\n\n" + table;
  }

  static String parts(List<Part> parts) {
    MarkdownTable table = new MarkdownTable("part", "µs", "±");
    parts.forEach(part -> table.row(
        part.name(), String.format("%.1f", part.micros()), String.format("%.1f", part.error())));
    return "## The parts on their own\n\n" + table;
  }

  /** A figure of a step, and by how much it exceeds that of another. */
  private record Difference(Result with, Result without, boolean first) {
    private static Difference of(
        List<Result> results, Work work, @Nullable Work other, int callers) {
      Result with = find(results, work, callers);
      return new Difference(
          with, other == null ? with : find(results, other, callers), other == null);
    }

    private static Result find(List<Result> results, Work work, int callers) {
      return results.stream()
          .filter(result -> result.work().equals(work.name()) && result.callers() == callers)
          .findFirst()
          .orElseThrow();
    }

    private String text(String format, ToDoubleFunction<Result> figure) {
      double value = figure.applyAsDouble(with);
      String text = String.format(format, value);
      return first
          ? text
          : text
              + String.format(
                  " (%+" + format.substring(1) + ")", value - figure.applyAsDouble(without));
    }
  }
}
