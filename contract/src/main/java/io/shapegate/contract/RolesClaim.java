package io.shapegate.contract;

import io.vertx.core.json.JsonArray;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Where the roles of a subject stand: a list of texts, or one text for one role. Anything else is no role. */
public record RolesClaim(ClaimPath path) {
  public Set<String> of(Subject subject) {
    return read(subject).orElse(Set.of());
  }

  /** False where the claim holds something else than roles, which {@link #of} takes for none. */
  public boolean isReadable(Subject subject) {
    return read(subject).isPresent();
  }

  private Optional<Set<String>> read(Subject subject) {
    Object value = subject.anonymous() ? null : path.in(subject.claims()).orElse(null);
    if (value == null) {
      return Optional.of(Set.of());
    }
    if (value instanceof String role) {
      return Optional.of(Set.of(role));
    }
    return value instanceof JsonArray list ? texts(list) : Optional.empty();
  }

  private static Optional<Set<String>> texts(JsonArray list) {
    Set<String> roles = new LinkedHashSet<>();
    for (int i = 0; i < list.size(); i++) {
      if (!(list.getValue(i) instanceof String role)) {
        return Optional.empty();
      }
      roles.add(role);
    }
    return Optional.of(roles);
  }
}
