package io.shapegate.benchmarks;

import io.shapegate.contract.Decision;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Shape;
import io.shapegate.contract.UpstreamQuery;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The words of gatekeeper and policy, written to bytes and read from them, as the event bus does on the way; and a shape as
 * the proxy writes it, which the gatekeeper measures. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ContractJsonBenchmark {
  private final PolicyRequest request = Samples.request();
  private final Shape granted = Samples.grantedShape();
  private final Decision decision = Samples.decision();
  private final Buffer requestBytes = request.toJson().toBuffer();
  private final Buffer decisionBytes = decision.toJson().toBuffer();

  @Benchmark
  public Buffer requestWritten() {
    return request.toJson().toBuffer();
  }

  @Benchmark
  public PolicyRequest requestRead() {
    return PolicyRequest.fromJson(new JsonObject(requestBytes));
  }

  @Benchmark
  public String grantedAsUpstreamQuery() {
    return UpstreamQuery.of(granted);
  }

  @Benchmark
  public Buffer decisionWritten() {
    return decision.toJson().toBuffer();
  }

  @Benchmark
  public Decision decisionRead() {
    return Decision.fromJson(new JsonObject(decisionBytes));
  }
}
