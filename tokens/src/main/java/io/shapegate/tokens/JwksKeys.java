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
 * last not more often than once in a cool-down, however many such tokens come, and again soon where the fetch failed. A
 * document without any usable key, and an endpoint that does not answer, change nothing: the keys known before stay.
 */
public final class JwksKeys implements KeySource {
  private static final Logger LOG = LoggerFactory.getLogger(JwksKeys.class);

  /**
   * When to fetch.
   *
   * @param refresh after a fetch, while there are keys
   * @param retry after a fetch that failed, while there are no keys or a token waits for one
   * @param coolDown after a fetch for the sake of a token
   */
  record Pace(Duration refresh, Duration retry, Duration coolDown) {
    private static final Pace NORMAL =
        new Pace(Duration.ofMinutes(5), Duration.ofSeconds(2), Duration.ofSeconds(10));
  }

  private final Vertx vertx;
  private final JwksEndpoint endpoint;
  private final Pace pace;
  private FixedKeys keys = new FixedKeys(List.of());
  private @Nullable Future<Void> fetching;
  private long coolUntilNanos = System.nanoTime();

  /** None so far; Vert.x counts from 0. */
  private long timer = -1;

  private boolean closed;

  private JwksKeys(Vertx vertx, JwksEndpoint endpoint, Pace pace) {
    this.vertx = vertx;
    this.endpoint = endpoint;
    this.pace = pace;
  }

  /** Starts to fetch. Await {@link #isReady()} before trusting that tokens verify. */
  public static JwksKeys start(Vertx vertx, JwksEndpoint endpoint) {
    return start(vertx, endpoint, Pace.NORMAL);
  }

  static JwksKeys start(Vertx vertx, JwksEndpoint endpoint, Pace pace) {
    JwksKeys keys = new JwksKeys(vertx, endpoint, pace);
    keys.refreshAndRepeat();
    return keys;
  }

  @Override
  public Future<Optional<VerificationKey>> find(Algorithm algorithm, @Nullable String kid) {
    Optional<VerificationKey> known = keys.lookUp(algorithm, kid);
    return known.isPresent() || !mayFetch()
        ? Future.succeededFuture(known)
        : fetchForToken().map(done -> keys.lookUp(algorithm, kid));
  }

  @Override
  public boolean isReady() {
    return keys.isReady();
  }

  @Override
  public void close() {
    closed = true;
    vertx.cancelTimer(timer);
    endpoint.close();
  }

  private boolean mayFetch() {
    return !closed && (fetching != null || System.nanoTime() - coolUntilNanos >= 0);
  }

  private void refreshAndRepeat() {
    fetch().onComplete(done -> {
      if (!closed) {
        timer = vertx.setTimer(
            (isReady() ? pace.refresh() : pace.retry()).toMillis(), again -> refreshAndRepeat());
      }
    });
  }

  private Future<Void> fetchForToken() {
    if (fetching == null) {
      coolFor(pace.coolDown());
    }
    return fetch();
  }

  private void coolFor(Duration time) {
    coolUntilNanos = System.nanoTime() + time.toNanos();
  }

  /** One at a time; who comes meanwhile waits for the same answer. Never fails. */
  private Future<Void> fetch() {
    if (fetching == null) {
      fetching = endpoint.fetch().map(this::take).recover(failure -> {
        LOG.warn("no key set: {}", failure.getMessage());
        coolFor(pace.retry());
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
        fetched.stream().distinct().map(jwk -> VerificationKey.of(vertx, jwk)).toList());
    return null;
  }
}
