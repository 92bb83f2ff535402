package io.shapegate.proxy;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Params;
import io.shapegate.contract.Shape;
import io.shapegate.contract.ShapeClaim;
import io.shapegate.contract.TableName;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it takes to read a request's query, and to compare it with a claim. In this package, as neither is public. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ShapeRequestBenchmark {
  /** As Electric's TypeScript client writes it. */
  private static final String QUERY = "table=items&where=org_id+%3D+%241+AND+owner+%3D+%242"
      + "&params%5B1%5D=7&params%5B2%5D=user-1&columns=id%2Corg_id%2Cowner%2Ctitle%2Cdone"
      + "&offset=26412832_0&handle=75953008-1795232284919601";

  private final ShapeClaim claim = new ShapeClaim(
      new Shape(
          TableName.parse("items"),
          "org_id = $1 AND owner = $2",
          new Params(List.of("7", "user-1")),
          Columns.parse("id,org_id,owner,title,done"),
          null,
          null),
      true);
  private final ShapeRequest request = ShapeRequest.parse(QUERY);

  /** A comparison that finds a difference is fast. */
  @Setup
  public void requireSame() {
    if (!(ShapeMatch.of(claim, request) instanceof ShapeMatch.Same)) {
      throw new IllegalStateException("the request does not match");
    }
  }

  @Benchmark
  public Object queryParsed() {
    return ShapeRequest.parse(QUERY);
  }

  @Benchmark
  public Object shapeMatched() {
    return ShapeMatch.of(claim, request);
  }
}
