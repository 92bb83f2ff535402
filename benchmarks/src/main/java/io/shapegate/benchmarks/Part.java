package io.shapegate.benchmarks;

import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One part of the work on its own, on one thread, as JMH measures it.
 *
 * @param bytes how much memory it takes from the heap each time; not a number where JMH could not tell
 */
record Part(String name, double micros, double error, double bytes) {
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final int WARM_UPS = 12;
  private static final int MEASUREMENTS = 5;
  private static final int SMOKE_MILLIS = 50;

  /**
   * @param benchmarks a pattern that is found in their names
   */
  static List<Part> measure(Pace pace, String benchmarks) throws RunnerException {
    ChainedOptionsBuilder options = new OptionsBuilder()
        .include(benchmarks)
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .warmupTime(TimeValue.seconds(1))
        .measurementTime(
            pace.isSmoke() ? TimeValue.milliseconds(SMOKE_MILLIS) : TimeValue.seconds(1));
    Collection<RunResult> results = new Runner(
            pace.isSmoke()
                ? options.forks(0).warmupIterations(0).measurementIterations(1).build()
                : options
                    .forks(1)
                    .warmupIterations(WARM_UPS)
                    .measurementIterations(MEASUREMENTS)
                    .build())
        .run();
    return results.stream().map(Part::of).toList();
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("part", name)
        .put("micros", micros)
        .put("error", error)
        .put("bytes", Double.isNaN(bytes) ? null : bytes);
  }

  private static Part of(RunResult result) {
    String benchmark = result.getParams().getBenchmark();
    String parameters = result.getParams().getParamsKeys().stream()
        .map(result.getParams()::getParam)
        .collect(Collectors.joining(" "));
    String name = Stream.of(
            benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1),
            parameters)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" "));
    org.openjdk.jmh.results.Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
    double error = result.getPrimaryResult().getScoreError();
    return new Part(
        name.replace("Benchmark", ""),
        result.getPrimaryResult().getScore(),
        Double.isNaN(error) ? 0 : error,
        allocated == null ? Double.NaN : allocated.getScore());
  }
}
