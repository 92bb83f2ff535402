package io.shapegate.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.tokens.JwksKeys.Pace;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JwksKeysTest {
  private static final PublicJwk OLD = PublicJwk.of(Minted.elliptic("secp256r1").getPublic());
  private static final PublicJwk NEW = PublicJwk.of(Minted.elliptic("secp256r1").getPublic());
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration TIMEOUT = Duration.ofMillis(300);

  /** Fetches at the start, and for tokens as often as they come. */
  private static final Pace ON_DEMAND = new Pace(NEVER, SOON, Duration.ZERO);

  private Vertx vertx;
  private Context context;
  private KeyServer server;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    server = KeyServer.start(vertx, KeyServer.keys(OLD));
  }

  @AfterEach
  void stop() throws Exception {
    Settled.result(vertx.close());
  }

  private JwksKeys keys(URI url, Pace pace) throws Exception {
    return Settled.on(
        context,
        () -> Future.succeededFuture(
            JwksKeys.start(vertx, new JwksEndpoint(vertx, url, false, TIMEOUT), pace)));
  }

  private JwksKeys readyKeys(Pace pace) throws Exception {
    JwksKeys keys = keys(server.url(), pace);
    untilReady(keys);
    return keys;
  }

  private void untilReady(JwksKeys keys) throws Exception {
    until(keys::isReady);
  }

  /** The sources live on their event loop and are asked there. */
  private void until(BooleanSupplier condition) throws Exception {
    Settled.on(
        context,
        () -> Future.<Void>future(met -> vertx.setPeriodic(5, timer -> {
          if (condition.getAsBoolean()) {
            vertx.cancelTimer(timer);
            met.tryComplete();
          }
        })));
  }

  private Optional<VerificationKey> find(JwksKeys keys, String kid) throws Exception {
    return Settled.on(context, () -> keys.find(Algorithm.ES256, kid));
  }

  private static String kid(PublicJwk key) {
    return Objects.requireNonNull(key.kid());
  }

  @Test
  void fetchesAtOnce() throws Exception {
    JwksKeys keys = readyKeys(new Pace(NEVER, NEVER, NEVER));
    assertTrue(find(keys, kid(OLD)).isPresent());
    assertEquals(1, server.requests());
  }

  @Test
  void anUnknownKidWithinTheFirstFetchWaitsForIt() throws Exception {
    AtomicReference<HttpServerRequest> waiting = new AtomicReference<>();
    server.answer(waiting::set);
    JwksKeys keys = keys(server.url(), new Pace(NEVER, NEVER, NEVER));
    until(() -> waiting.get() != null);
    Future<Optional<VerificationKey>> found =
        Settled.on(context, () -> Future.succeededFuture(keys.find(Algorithm.ES256, kid(OLD))));
    assertFalse(found.isComplete());
    KeyServer.keys(OLD).handle(waiting.get());
    assertTrue(Settled.result(found).isPresent());
    assertEquals(1, server.requests());
  }

  @Test
  void triesAgainUntilTheEndpointIsThere() throws Exception {
    int port = freePort();
    JwksKeys keys = keys(URI.create("http://127.0.0.1:" + port), new Pace(NEVER, SOON, NEVER));
    assertTrue(find(keys, kid(OLD)).isEmpty());
    assertFalse(keys.isReady());
    KeyServer late = KeyServer.start(vertx, port, KeyServer.keys(OLD));
    untilReady(keys);
    assertTrue(find(keys, kid(OLD)).isPresent());
    assertEquals(1, late.requests());
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void fetchesAgainAfterAnInterval() throws Exception {
    JwksKeys keys = readyKeys(new Pace(SOON, NEVER, NEVER));
    server.answer(KeyServer.keys(NEW));
    until(() -> keys.find(Algorithm.ES256, kid(OLD)).result().isEmpty());
    assertTrue(find(keys, kid(NEW)).isPresent());
  }

  @Test
  void aTokenOfANewKeyFetchesIt() throws Exception {
    JwksKeys keys = readyKeys(ON_DEMAND);
    server.answer(KeyServer.keys(OLD, NEW));
    assertTrue(find(keys, kid(NEW)).isPresent());
    assertTrue(find(keys, kid(OLD)).isPresent());
    assertEquals(2, server.requests());
  }

  /** The fetch at the start, or after an interval, is not for the sake of a token and cools nothing. */
  @Test
  void aTokenOfANewKeyFetchesItRightAfterARegularFetch() throws Exception {
    JwksKeys keys = readyKeys(new Pace(NEVER, NEVER, NEVER));
    server.answer(KeyServer.keys(NEW));
    assertTrue(find(keys, kid(NEW)).isPresent());
  }

  @Test
  void aFloodOfUnknownKidsFetchesOnceInACoolDown() throws Exception {
    JwksKeys keys = readyKeys(new Pace(NEVER, NEVER, NEVER));
    for (int i = 0; i < 500; i++) {
      assertTrue(find(keys, "unknown-" + i).isEmpty());
    }
    assertEquals(2, server.requests());
    assertTrue(find(keys, kid(OLD)).isPresent());
  }

  @Test
  void afterTheCoolDownANewKeyIsFetched() throws Exception {
    JwksKeys keys = readyKeys(new Pace(NEVER, NEVER, SOON));
    assertTrue(find(keys, "unknown").isEmpty());
    server.answer(KeyServer.keys(NEW));
    until(() -> {
      Future<Optional<VerificationKey>> found = keys.find(Algorithm.ES256, kid(NEW));
      return found.isComplete() && found.result().isPresent();
    });
  }

  @Test
  void afterAFailureATokenMayAskAgainSoonAndNotOnlyAfterTheCoolDown() throws Exception {
    JwksKeys keys = readyKeys(new Pace(NEVER, SOON, NEVER));
    server.answer(KeyServer.status(503));
    assertTrue(find(keys, kid(NEW)).isEmpty());
    server.answer(KeyServer.keys(NEW));
    until(() -> {
      Future<Optional<VerificationKey>> found = keys.find(Algorithm.ES256, kid(NEW));
      return found.isComplete() && found.result().isPresent();
    });
  }

  @Test
  void manyTokensAtOnceShareOneFetch() throws Exception {
    JwksKeys keys = readyKeys(ON_DEMAND);
    AtomicReference<HttpServerRequest> waiting = new AtomicReference<>();
    server.answer(waiting::set);
    List<Future<Optional<VerificationKey>>> found = new ArrayList<>();
    Settled.on(context, () -> {
      IntStream.range(0, 100).forEach(i -> found.add(keys.find(Algorithm.ES256, kid(NEW))));
      return Future.succeededFuture();
    });
    until(() -> waiting.get() != null);
    KeyServer.keys(NEW).handle(waiting.get());
    for (Future<Optional<VerificationKey>> each : found) {
      assertTrue(Settled.result(each).isPresent());
    }
    assertEquals(2, server.requests());
  }

  @Test
  void aHangingEndpointHoldsATokenNoLongerThanTheTimeLimit() throws Exception {
    JwksKeys keys = readyKeys(new Pace(NEVER, NEVER, NEVER));
    server.answer(request -> {});
    long start = System.nanoTime();
    assertTrue(find(keys, "unknown").isEmpty());
    assertTrue(find(keys, "another").isEmpty());
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(5).toNanos());
    assertTrue(find(keys, kid(OLD)).isPresent());
    assertEquals(2, server.requests());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"keys\":[]}", "garbage", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}"})
  void aDocumentWithoutUsableKeysLeavesTheOldOnes(String body) throws Exception {
    JwksKeys keys = readyKeys(ON_DEMAND);
    server.answer(KeyServer.text(body));
    assertTrue(find(keys, kid(NEW)).isEmpty());
    assertEquals(2, server.requests());
    assertTrue(find(keys, kid(OLD)).isPresent());
    assertTrue(keys.isReady());
  }

  @Test
  void aKeyThatIsListedTwiceIsOneKey() throws Exception {
    server.answer(KeyServer.keys(OLD, OLD));
    JwksKeys keys = readyKeys(ON_DEMAND);
    assertTrue(find(keys, kid(OLD)).isPresent());
    assertEquals(1, server.requests());
  }

  @Test
  void oneBadKeyDoesNotSpoilTheOthers() throws Exception {
    JsonArray entries = new JsonArray()
        .add(PublicJwk.of(Minted.rsa(2048).getPublic()).json().copy().put("e", "AQ"))
        .add(OLD.json());
    server.answer(KeyServer.text(new JsonObject().put("keys", entries).encode()));
    assertTrue(find(readyKeys(ON_DEMAND), kid(OLD)).isPresent());
  }

  @Test
  void closingEndsTheFetching() throws Exception {
    JwksKeys keys = readyKeys(new Pace(SOON, SOON, Duration.ZERO));
    Settled.on(context, () -> {
      keys.close();
      return Future.succeededFuture();
    });
    Settled.until(vertx, () -> server.openConnections() == 0);
    int before = server.requests();
    assertTrue(find(keys, "unknown").isEmpty());
    Settled.on(context, () -> vertx.timer(200));
    assertEquals(before, server.requests());
  }

  @Test
  void closingWithinAFetchEndsTheFetching() throws Exception {
    server.answer(request -> {});
    JwksKeys keys = keys(server.url(), new Pace(SOON, SOON, Duration.ZERO));
    until(() -> server.requests() == 1);
    Settled.on(context, () -> {
      keys.close();
      return Future.succeededFuture();
    });
    Settled.on(context, () -> vertx.timer(TIMEOUT.toMillis() + 200));
    assertEquals(1, server.requests());
    assertFalse(keys.isReady());
  }
}
