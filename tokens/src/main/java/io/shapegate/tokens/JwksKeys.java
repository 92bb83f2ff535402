package io.shapegate.tokens;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a JWKS document, fetched at once, then at intervals, and when a token names a key that is not known; the
 * last not more often than once in a cool-down, however many such tokens come. A document without any usable key, and an
 * endpoint that does not answer, change nothing: the keys known before stay.
 */
public final class JwksKeys implements KeySource {
  private static final Logger LOG = LoggerFactory.getLogger(JwksKeys.class);
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration COOL_DOWN = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final JwksEndpoint endpoint;
  private FixedKeys keys = new FixedKeys(List.of());
  private @Nullable Future<Void> fetching;
  private long lastFetchNanos;
  private long timer;
  private boolean closed;

  private JwksKeys(Vertx vertx, JwksEndpoint endpoint) {
    this.vertx = vertx;
    this.endpoint = endpoint;
  }

  /** Starts to fetch. Await {@link #isReady()} before trusting that tokens verify. */
  public static JwksKeys start(Vertx vertx, JwksEndpoint endpoint) {
    JwksKeys keys = new JwksKeys(vertx, endpoint);
    keys.refreshAndRepeat();
    return keys;
  }

  @Override
  public Future<Optional<VerificationKey>> find(Algorithm algorithm, @Nullable String kid) {
    Optional<VerificationKey> known = keys.lookUp(algorithm, kid);
    if (known.isPresent() || !mayFetch()) {
      return Future.succeededFuture(known);
    }
    return fetch().map(done -> keys.lookUp(algorithm, kid));
  }

  @Override
  public boolean isReady() {
    return keys.isReady();
  }

  @Override
  public void close() {
    closed = true;
    vertx.cancelTimer(timer);
  }

  private boolean mayFetch() {
    return fetching != null || System.nanoTime() - lastFetchNanos > COOL_DOWN.toNanos();
  }

  private void refreshAndRepeat() {
    fetch().onComplete(done -> {
      if (!closed) {
        timer =
            vertx.setTimer((isReady() ? INTERVAL : RETRY).toMillis(), again -> refreshAndRepeat());
      }
    });
  }

  /** One at a time; who comes meanwhile waits for the same answer. Never fails. */
  private Future<Void> fetch() {
    if (fetching == null) {
      lastFetchNanos = System.nanoTime();
      fetching = endpoint.fetch().map(this::take).recover(failure -> {
        LOG.warn("no key set: {}", failure.getMessage());
        return Future.succeededFuture();
      });
      Future<Void> started = fetching;
      started.onComplete(done -> fetching = null);
      return started;
    }
    return fetching;
  }

  private @Nullable Void take(List<PublicJwk> fetched) {
    keys = new FixedKeys(
        fetched.stream().map(jwk -> VerificationKey.of(vertx, jwk)).toList());
    return null;
  }
}
