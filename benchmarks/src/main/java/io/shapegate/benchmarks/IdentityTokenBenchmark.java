package io.shapegate.benchmarks;

import io.shapegate.tokens.KeySource;
import io.shapegate.tokens.TokenRules;
import io.shapegate.tokens.TokenVerifier;
import io.shapegate.tokens.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What it takes to find out who asks: an identity token with an HS256 signature. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class IdentityTokenBenchmark {
  private final Vertx vertx = Vertx.vertx();
  private final String secret = Secrets.random();
  private final String token = new IdentityTokens(secret).of("user-1");
  private final TokenVerifier verifier = new TokenVerifier(
      KeySource.foreignSecret(vertx, secret),
      new TokenRules(null, Samples.AUDIENCE, null),
      Clock.systemUTC());

  /** A verifier that refuses is fast. */
  @Setup
  public void requireVerified() {
    if (!(verifier.verify(token).result() instanceof Verdict.Verified)) {
      throw new IllegalStateException("the token does not verify");
    }
  }

  @TearDown
  public void close() {
    vertx.close().await();
  }

  @Benchmark
  public Future<Verdict> verifiedHs256() {
    return verifier.verify(token);
  }
}
