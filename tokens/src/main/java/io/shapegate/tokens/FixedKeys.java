package io.shapegate.tokens;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys that do not change. A key that a token names comes before one without a name, which any token may mean. */
record FixedKeys(List<VerificationKey> keys) implements KeySource {
  FixedKeys {
    keys = List.copyOf(keys);
  }

  @Override
  public Future<Optional<VerificationKey>> find(Algorithm algorithm, @Nullable String kid) {
    return Future.succeededFuture(lookUp(algorithm, kid));
  }

  @Override
  public boolean isReady() {
    return !keys.isEmpty();
  }

  Optional<VerificationKey> lookUp(Algorithm algorithm, @Nullable String kid) {
    List<VerificationKey> candidates =
        keys.stream().filter(key -> key.algorithm() == algorithm).toList();
    if (kid == null) {
      return only(candidates);
    }
    List<VerificationKey> named = candidates.stream()
        .filter(key -> key.kid().filter(kid::equals).isPresent())
        .toList();
    return only(
        named.isEmpty() ? candidates.stream().filter(key -> key.kid().isEmpty()).toList() : named);
  }

  private static Optional<VerificationKey> only(List<VerificationKey> candidates) {
    return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
  }
}
