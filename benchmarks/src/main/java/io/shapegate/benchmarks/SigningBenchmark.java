package io.shapegate.benchmarks;

import io.shapegate.contract.ShapeClaim;
import io.shapegate.tokens.Base64Url;
import io.shapegate.tokens.SignatureForm;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
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

/** What it takes to write and sign a shape token, in the way of the gatekeeper. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SigningBenchmark {
  @Param({"HS256", "ES256", "EdDSA", "RS256"})
  public String algorithm = "";

  private final Vertx vertx = Vertx.vertx();
  private final JsonObject claims = Samples.identityClaims("user-1")
      .put("shape", new ShapeClaim(Samples.grantedShape(), true).toJson());
  private JWTAuth library = JWTAuth.create(vertx, new JWTAuthOptions());
  private JWTOptions options = new JWTOptions();

  @Setup
  public void prepare() {
    String material =
        algorithm.equals("HS256") ? Secrets.random() : SigningKeys.privatePem(algorithm);
    library = JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .addPubSecKey(new PubSecKeyOptions()
                .setAlgorithm(algorithm)
                .setBuffer(material)
                .setId("key")));
    options = new JWTOptions().setAlgorithm(algorithm).setNoTimestamp(true);
  }

  @TearDown
  public void close() {
    vertx.close().await();
  }

  @Benchmark
  public Object signed() {
    String token = library.generateToken(claims, options);
    return algorithm.equals("ES256")
        ? SignatureForm.withSmallerS(
            Base64Url.decode(token.substring(token.lastIndexOf('.') + 1)).orElseThrow())
        : token;
  }
}
