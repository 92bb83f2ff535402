package io.shapegate.benchmarks;

import io.shapegate.tokens.KeySource;
import io.shapegate.tokens.PublicJwk;
import io.shapegate.tokens.TokenRules;
import io.shapegate.tokens.TokenVerifier;
import io.shapegate.tokens.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What it takes to verify a shape token that was not seen before. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ShapeTokenBenchmark {
  private static final TokenRules RULES =
      new TokenRules("shapegate", "shapegate-proxy", Duration.ofHours(24));

  @Param({"HS256", "ES256"})
  public String algorithm = "";

  private final Vertx vertx = Vertx.vertx();
  private String token = "";
  private TokenVerifier verifier =
      new TokenVerifier(KeySource.secret(vertx, Secrets.random()), RULES, Clock.systemUTC());

  /** A verifier that refuses is fast. */
  @Setup
  public void prepare() {
    ShapeTokens tokens =
        algorithm.equals("HS256") ? ShapeTokens.hs256(vertx) : ShapeTokens.es256(vertx);
    token = tokens.next();
    verifier = new TokenVerifier(keys(tokens.settings()), RULES, Clock.systemUTC());
    if (!(verifier.verify(token).result() instanceof Verdict.Verified)) {
      throw new IllegalStateException("the token does not verify");
    }
  }

  @TearDown
  public void close() {
    vertx.close().await();
  }

  @Benchmark
  public Future<Verdict> verified() {
    return verifier.verify(token);
  }

  private KeySource keys(Map<String, String> settings) {
    String secret = settings.get("AUTH_SECRET");
    return secret == null
        ? KeySource.publicKey(
            vertx, PublicJwk.fromPem(settings.getOrDefault("AUTH_PUBLIC_KEY", "")))
        : KeySource.secret(vertx, secret);
  }
}
