package io.shapegate.benchmarks;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one kind of work with one number of callers gave. Latencies are in milliseconds, processor times in microseconds for
 * each answer.
 */
record Result(
    String work,
    int callers,
    double perSecond,
    double p50,
    double p99,
    double p999,
    double gatekeeperCpu,
    double policyCpu,
    double postgresCpu,
    double loadCpu,
    double refused) {
  private static final double NANOS_PER_MICRO = 1_000;
  private static final double MICROS_PER_SECOND = 1e6;

  static Result of(String work, int callers, Sample sample, CpuTimes used) {
    double answers = Math.max(sample.answered(), 1) * NANOS_PER_MICRO;
    return new Result(
        work,
        callers,
        sample.perSecond(),
        sample.millisAt(0.5),
        sample.millisAt(0.99),
        sample.millisAt(0.999),
        used.gatekeeper() / answers,
        used.policy() / answers,
        used.postgres() / answers,
        sample.cpuNanos() / answers,
        sample.refused());
  }

  /** The median of every figure on its own. */
  static Result median(List<Result> runs) {
    Result any = runs.get(0);
    return new Result(
        any.work,
        any.callers,
        median(runs, Result::perSecond),
        median(runs, Result::p50),
        median(runs, Result::p99),
        median(runs, Result::p999),
        median(runs, Result::gatekeeperCpu),
        median(runs, Result::policyCpu),
        median(runs, Result::postgresCpu),
        median(runs, Result::loadCpu),
        runs.stream().mapToDouble(Result::refused).sum());
  }

  /** The part of a core that the gatekeeper used; 1 where it could do no more. */
  double gatekeeperBusy() {
    return perSecond * gatekeeperCpu / MICROS_PER_SECOND;
  }

  /** What one core could give to the gatekeeper alone. */
  double perGatekeeperCore() {
    return gatekeeperCpu == 0 ? 0 : MICROS_PER_SECOND / gatekeeperCpu;
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("work", work)
        .put("callers", callers)
        .put("tokens_per_second", perSecond)
        .put("p50_ms", p50)
        .put("p99_ms", p99)
        .put("p999_ms", p999)
        .put("gatekeeper_cpu_us", gatekeeperCpu)
        .put("policy_cpu_us", policyCpu)
        .put("postgres_cpu_us", postgresCpu)
        .put("load_cpu_us", loadCpu)
        .put("refused", refused);
  }

  private static double median(List<Result> runs, ToDoubleFunction<Result> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
