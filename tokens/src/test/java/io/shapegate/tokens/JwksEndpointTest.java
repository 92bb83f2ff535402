package io.shapegate.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.ContractException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JwksEndpointTest {
  private static final PublicJwk A = PublicJwk.of(Minted.elliptic("secp256r1").getPublic());
  private static final PublicJwk B = PublicJwk.of(Minted.rsa(2048).getPublic());
  private static final Duration PATIENT = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(200);

  private Vertx vertx;
  private Context context;
  private KeyServer server;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    server = KeyServer.start(vertx, KeyServer.keys(A, B));
  }

  @AfterEach
  void stop() throws Exception {
    Settled.result(vertx.close());
  }

  private List<PublicJwk> fetch(URI url, boolean discover, Duration timeout) throws Exception {
    JwksEndpoint endpoint = new JwksEndpoint(vertx, url, discover, timeout);
    return Settled.on(context, endpoint::fetch);
  }

  private List<PublicJwk> fetch() throws Exception {
    return fetch(server.url().resolve("/keys"), false, PATIENT);
  }

  private List<PublicJwk> discover() throws Exception {
    return fetch(server.url(), true, PATIENT);
  }

  private interface Fetch {
    List<PublicJwk> keys() throws Exception;
  }

  private static String failure(Fetch fetch) {
    Throwable cause = assertThrows(ExecutionException.class, fetch::keys).getCause();
    return String.valueOf(cause.getMessage());
  }

  private void assertFails(String part) {
    Throwable cause = assertThrows(ExecutionException.class, this::fetch).getCause();
    assertInstanceOf(ContractException.class, cause);
    assertTrue(String.valueOf(cause.getMessage()).contains(part), cause.getMessage());
  }

  @Test
  void bringsTheKeysOfADocument() throws Exception {
    assertEquals(List.of(A, B), fetch());
  }

  @Test
  void skipsEntriesThatAreNoUsableKeys() throws Exception {
    JsonArray keys = new JsonArray()
        .add(new JsonObject().put("kty", "oct").put("k", "AAAA"))
        .add("no object")
        .addNull()
        .add(7)
        .add(A.json().copy().put("use", "enc"))
        .add(B.json())
        .add(new JsonObject());
    server.answer(KeyServer.text(new JsonObject().put("keys", keys).encode()));
    assertEquals(List.of(B), fetch());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{}",
        "{\"keys\":null}",
        "{\"keys\":{}}",
        "{\"keys\":\"\"}",
        "{\"keys\":[],\"keys\":[]}",
        "{\"keys\":[]} trailing"
      })
  void failsForAnotherDocument(String body) {
    server.answer(KeyServer.text(body));
    assertThrows(ExecutionException.class, this::fetch);
  }

  @Test
  void failsWithoutAnyUsableKey() {
    server.answer(KeyServer.text("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}"));
    assertFails("no usable key");
    server.answer(KeyServer.text("{\"keys\":[]}"));
    assertFails("no usable key");
  }

  @Test
  void failsForMoreThanAHundredKeys() throws Exception {
    PublicJwk[] keys = new PublicJwk[101];
    Arrays.fill(keys, A);
    server.answer(KeyServer.keys(keys));
    assertFails("up to 100 keys");
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 301, 302, 307, 308, 401, 404, 500, 503})
  void failsForAnyStatusBut200(int status) {
    server.answer(KeyServer.status(status));
    assertFails("answered " + status);
  }

  @Test
  void followsNoRedirect() {
    server.answer(request -> request
        .response()
        .setStatusCode(302)
        .putHeader("location", "/elsewhere")
        .end());
    assertFails("answered 302");
    assertEquals(1, server.requests());
  }

  @Test
  void failsForAnAnswerOfOver256KibibytesAndLetsTheConnectionGo() throws Exception {
    server.answer(
        request -> request.response().end("{\"keys\":[\"" + "x".repeat(262_144) + "\"]}"));
    assertFails("over 262144 bytes");
    Settled.until(vertx, () -> server.openConnections() == 0);
  }

  @Test
  void failsForAnEndlessAnswer() throws Exception {
    server.answer(request -> endless(request, vertx));
    assertFails("over 262144 bytes");
    Settled.until(vertx, () -> server.openConnections() == 0);
  }

  private static void endless(HttpServerRequest request, Vertx vertx) {
    request.response().setChunked(true);
    long timer = vertx.setPeriodic(1, tick -> request.response().write("x".repeat(10_000)));
    request.response().exceptionHandler(gone -> vertx.cancelTimer(timer));
  }

  @Test
  void failsForASilentServerAndLetsTheConnectionGo() throws Exception {
    server.answer(request -> {});
    String message = failure(() -> fetch(server.url(), false, SHORT));
    assertFalse(message.isBlank());
    Settled.until(vertx, () -> server.openConnections() == 0);
  }

  /** A connection that is never idle and never done must not stay in the pool. */
  @Test
  void failsForASlowAnswerAndLetsTheConnectionGo() throws Exception {
    server.answer(request -> {
      request.response().setChunked(true).write("{");
      long timer = vertx.setPeriodic(20, tick -> request.response().write(" "));
      request.connection().closeHandler(closed -> vertx.cancelTimer(timer));
      request.response().exceptionHandler(gone -> vertx.cancelTimer(timer));
    });
    JwksEndpoint endpoint = new JwksEndpoint(vertx, server.url(), false, SHORT);
    for (int i = 0; i < 8; i++) {
      failure(() -> Settled.on(context, endpoint::fetch));
    }
    server.answer(KeyServer.keys(A));
    assertEquals(List.of(A), Settled.on(context, endpoint::fetch));
  }

  @Test
  void failsForABrokenAnswer() {
    server.answer(request -> {
      request.response().putHeader("content-length", "1000").write("{\"keys\":");
      request.connection().close();
    });
    assertThrows(ExecutionException.class, this::fetch);
  }

  @Test
  void failsWhereNobodyListens() throws Exception {
    URI gone = server.url();
    Settled.result(vertx.close());
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    assertTrue(failure(() -> fetch(gone, false, PATIENT)).contains("refused"));
  }

  @Test
  void failsForAServerThatNobodyVouchesFor() throws Exception {
    URI https = URI.create("https://127.0.0.1:" + server.port() + "/keys");
    assertThrows(ExecutionException.class, () -> fetch(https, false, PATIENT));
    assertEquals(0, server.requests());
  }

  @Test
  void anUnusableUrlIsAFailureAndNoException() {
    assertThrows(ExecutionException.class, () -> fetch(URI.create("ftp://h/"), false, PATIENT));
    assertThrows(ExecutionException.class, () -> fetch(URI.create("ftp://h/"), true, PATIENT));
  }

  @Test
  void findsTheKeysByWayOfTheIssuer() throws Exception {
    discovery(new JsonObject()
        .put("issuer", server.url().toString())
        .put("jwks_uri", server.url() + "/jwks"));
    assertEquals(List.of(A), discover());
  }

  @Test
  void anIssuerMayEndInASlash() throws Exception {
    discovery(
        new JsonObject().put("issuer", server.url() + "/").put("jwks_uri", server.url() + "/jwks"));
    assertEquals(List.of(A), discover());
  }

  private void discovery(JsonObject document) {
    server.answer(request -> {
      switch (request.path()) {
        case "/.well-known/openid-configuration" -> request.response().end(document.encode());
        case "/jwks" -> KeyServer.keys(A).handle(request);
        default -> request.response().setStatusCode(404).end();
      }
    });
  }

  @Test
  void refusesTheDocumentOfAnotherIssuer() {
    for (Object issuer : new Object[] {"http://other.example", server.url() + "//", 1, true}) {
      discovery(new JsonObject().put("issuer", issuer).put("jwks_uri", server.url() + "/jwks"));
      assertTrue(failure(this::discover).contains("another issuer"));
    }
    discovery(new JsonObject().put("jwks_uri", server.url() + "/jwks"));
    assertTrue(failure(this::discover).contains("another issuer"));
  }

  @Test
  void refusesAnotherSchemeForTheKeys() {
    for (Object jwks :
        new Object[] {"ftp://127.0.0.1/jwks", "file:///etc/passwd", "/jwks", "", 1}) {
      discovery(new JsonObject().put("issuer", server.url().toString()).put("jwks_uri", jwks));
      assertTrue(failure(this::discover).contains("same scheme"));
    }
  }

  @Test
  void refusesAnUnreadableUrlForTheKeys() {
    for (String jwks : List.of("http://a b/", "http://%zz", "http://")) {
      discovery(new JsonObject().put("issuer", server.url().toString()).put("jwks_uri", jwks));
      assertFalse(failure(this::discover).isBlank());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "silence", "garbage"})
  void failuresDoNotShowUserAndQuery(String answer) {
    String host = server.url().toString();
    JsonObject document = new JsonObject()
        .put("issuer", host)
        .put("jwks_uri", host.replace("//", "//user:pa55@") + "/jwks?key=s3cret");
    server.answer(request -> {
      if (request.path().startsWith("/.well-known")) {
        request.response().end(document.encode());
      } else if (answer.equals("status")) {
        request.response().setStatusCode(500).end();
      } else if (answer.equals("garbage")) {
        request.response().end("garbage");
      }
    });
    String message = failure(() -> fetch(server.url(), true, SHORT));
    assertFalse(message.contains("pa55") || message.contains("s3cret"), message);
  }
}
