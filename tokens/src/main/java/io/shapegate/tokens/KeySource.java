package io.shapegate.tokens;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the keys come from. Made for one event loop, and used on it alone. */
public sealed interface KeySource permits FixedKeys, JwksKeys {
  /**
   * The key that may have signed a token with this algorithm and {@code kid}. A token without {@code kid} finds a key only
   * where there is no choice. Never fails; empty means that no key is known.
   */
  Future<Optional<VerificationKey>> find(Algorithm algorithm, @Nullable String kid);

  /** Whether there is a key at all. */
  boolean isReady();

  /** Releases what the source holds. */
  default void close() {}

  /** A shared secret for HS256. */
  static KeySource secret(Vertx vertx, String secret) {
    return new FixedKeys(List.of(VerificationKey.of(vertx, secret)));
  }

  /** A secret for HS256 that is shared with somebody else, who may name it in {@code kid} as they like. */
  static KeySource foreignSecret(Vertx vertx, String secret) {
    return new FixedKeys(List.of(VerificationKey.unnamed(vertx, secret)));
  }

  /** A public key. */
  static KeySource publicKey(Vertx vertx, PublicJwk key) {
    return new FixedKeys(List.of(VerificationKey.of(vertx, key)));
  }
}
