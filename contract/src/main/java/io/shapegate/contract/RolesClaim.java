package io.shapegate.contract;

import io.vertx.core.json.JsonArray;
import java.util.LinkedHashSet;
import java.util.Set;

/** Where the roles of a subject stand: a list of texts, or one text for one role. Anything else is no role. */
public record RolesClaim(ClaimPath path) {
  public Set<String> of(Subject subject) {
    Object value = subject.anonymous() ? null : path.in(subject.claims()).orElse(null);
    if (value instanceof String role) {
      return Set.of(role);
    }
    return value instanceof JsonArray list ? texts(list) : Set.of();
  }

  private static Set<String> texts(JsonArray list) {
    Set<String> roles = new LinkedHashSet<>();
    for (int i = 0; i < list.size(); i++) {
      if (!(list.getValue(i) instanceof String role)) {
        return Set.of();
      }
      roles.add(role);
    }
    return roles;
  }
}
