package io.shapegate.systemtests;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.shapegate.gatekeeper.GatekeeperConfig;
import io.shapegate.gatekeeper.GatekeeperVerticle;
import io.shapegate.launcher.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A gatekeeper as an operator would set it up, on an event bus that a test may fill. */
final class GatekeeperFixture implements AutoCloseable {
  static final String IDENTITY_SECRET = "identity-4f1c9be2a07d63581f0a9d2c7be45318";

  final Vertx vertx = Vertx.vertx();
  private final GatekeeperVerticle verticle;

  GatekeeperFixture(Map<String, String> changes) throws Exception {
    Map<String, String> settings = new HashMap<>(Map.of(
        "PORT", "0",
        "ELECTRIC_PROXY_URL", "http://localhost:4000/proxy",
        "AUTH_SECRET", ShapeTokens.SECRET,
        "IDENTITY_SECRET", IDENTITY_SECRET,
        "IDENTITY_AUDIENCE", "app"));
    settings.putAll(changes);
    verticle = new GatekeeperVerticle(GatekeeperConfig.from(new Settings(settings)));
    vertx.deployVerticle(verticle).await(20, TimeUnit.SECONDS);
  }

  int port() {
    return verticle.port();
  }

  /** What an identity provider says of somebody, with more claims. */
  static String identity(JsonObject claims) throws Exception {
    JsonObject all = new JsonObject()
        .put("sub", "mallory")
        .put("aud", "app")
        .put("exp", Instant.now().getEpochSecond() + 300)
        .mergeIn(claims);
    JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(all.encode()));
    token.sign(new MACSigner(IDENTITY_SECRET));
    return token.serialize();
  }

  /** Asks with a JSON body, its text as it stands. */
  RawHttp.Answer ask(String table, String token, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return RawHttp.send(
        port(),
        "POST /gatekeeper/" + table + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
            + "Authorization: Bearer " + token
            + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n"
            + new String(body, StandardCharsets.ISO_8859_1));
  }

  /** The shape in the token of an answer. */
  static JsonObject granted(RawHttp.Answer answer) {
    String token =
        new JsonObject(answer.body()).getJsonObject("headers").getString("Authorization");
    String payload = token.substring("Bearer ".length()).split("\\.", -1)[1];
    return new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(payload)))
        .getJsonObject("shape");
  }

  @Override
  public void close() throws TimeoutException {
    vertx.close().await(20, TimeUnit.SECONDS);
  }
}
