package io.shapegate.tokens;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys that do not change. */
record FixedKeys(List<VerificationKey> keys) implements KeySource {
  @Override
  public Future<Optional<VerificationKey>> find(Algorithm algorithm, @Nullable String kid) {
    return Future.succeededFuture(lookUp(algorithm, kid));
  }

  @Override
  public boolean isReady() {
    return !keys.isEmpty();
  }

  Optional<VerificationKey> lookUp(Algorithm algorithm, @Nullable String kid) {
    List<VerificationKey> candidates = keys.stream()
        .filter(key -> key.algorithm() == algorithm)
        .filter(key -> kid == null || key.kid().isEmpty() || key.kid().get().equals(kid))
        .toList();
    return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
  }
}
