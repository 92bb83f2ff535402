package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.tokens.PublicJwk;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every place where a token can be checked, with the requests of {@code other-proxies.txt} and the tokens of {@code
 * attack-tokens.txt}: Shapegate's proxy, Caddy with caddy-jwt, stock Caddy that asks the proxy, and the edge function.
 */
final class OtherProxiesIT {
  private static final int AT_LEAST = 130;
  private static final Vertx VERTX = Vertx.vertx();
  private static OtherProxyCases.Surroundings around;

  @BeforeAll
  static void start() throws Exception {
    String keys = new JsonObject()
        .put(
            "keys",
            new JsonArray()
                .add(PublicJwk.of(TokenAttackIT.SIGNER.key.getPublic()).json()))
        .encode();
    int port = VERTX
        .createHttpServer()
        .requestHandler(request -> request.response().end(keys))
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS)
        .actualPort();
    around = new OtherProxyCases.Surroundings(
        VERTX,
        new RecordedElectric(VERTX),
        new ProxyTokens(),
        "http://127.0.0.1:" + port + "/jwks.json");
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void theTableIsLongEnough() {
    int rows = OtherProxyCases.rows(around.tokens()).size();
    assertTrue(rows >= AT_LEAST, "only " + rows);
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class Shapegate extends OtherProxyCases {
    Shapegate() {
      super("shapegate", around);
    }

    @BeforeAll
    void startPlaces() throws Exception {
      sharedSecret = proxy(Map.of("AUTH_SECRET", ShapeTokens.SECRET));
      publicKey = proxy(Map.of("AUTH_JWKS_URL", around.jwksUrl()));
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class CaddyWithJwt extends OtherProxyCases {
    CaddyWithJwt() {
      super("jwt", around);
    }

    @BeforeAll
    void startPlaces() throws Exception {
      String base64 =
          Base64.getEncoder().encodeToString(ShapeTokens.SECRET.getBytes(StandardCharsets.UTF_8));
      sharedSecret = port(FrontServer.caddyWithJwt(
          around.electric().port(),
          SECRET,
          Map.of("AUTH_KEYS", "secret", "AUTH_SECRET_BASE64", base64)));
      publicKey = port(FrontServer.caddyWithJwt(
          around.electric().port(),
          SECRET,
          Map.of("AUTH_KEYS", "jwks", "AUTH_JWKS_URL", around.jwksUrl())));
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class CaddyThatAsks extends OtherProxyCases {
    CaddyThatAsks() {
      super("forward", around);
    }

    @BeforeAll
    void startPlaces() throws Exception {
      sharedSecret = port(FrontServer.caddy(
          proxy(Map.of("AUTH_SECRET", ShapeTokens.SECRET)), around.electric().port(), ENCODED));
      publicKey = port(FrontServer.caddy(
          proxy(Map.of("AUTH_JWKS_URL", around.jwksUrl())), around.electric().port(), ENCODED));
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class EdgeFunction extends OtherProxyCases {
    EdgeFunction() {
      super("edge", around);
    }

    @BeforeAll
    void startPlaces() throws Exception {
      sharedSecret = port(FrontServer.edge(
          around.electric().port(), SECRET, Map.of("AUTH_SECRET", ShapeTokens.SECRET)));
      publicKey = port(FrontServer.edge(
          around.electric().port(), SECRET, Map.of("AUTH_JWKS_URL", around.jwksUrl())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fmt --check", "lint", "check --no-remote index.ts"})
    void isCleanToDenosOwnTools(String command) throws Exception {
      ProcessBuilder builder = new ProcessBuilder(Deno.require().toString());
      builder.command().addAll(List.of(command.split(" ")));
      builder
          .environment()
          .put("DENO_DIR", Path.of("target/deno").toAbsolutePath().toString());
      Process deno = builder
          .directory(Path.of("..", "interop", "edge").toFile())
          .redirectErrorStream(true)
          .start();

      String said = new String(deno.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertEquals(0, deno.waitFor(), said);
    }
  }
}
