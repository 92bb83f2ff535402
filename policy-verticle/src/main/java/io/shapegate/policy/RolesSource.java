package io.shapegate.policy;

import io.shapegate.contract.RolesClaim;
import io.shapegate.contract.Subject;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Finds the roles of a subject: in a claim and, where one is named, by a lookup. */
final class RolesSource {
  private final RolesClaim claim;
  private final Optional<Bind> lookup;
  private final BindResolver binds;

  RolesSource(RolesClaim claim, Optional<String> lookup, BindResolver binds) {
    this.claim = claim;
    this.lookup = lookup.map(Bind.Looked::new);
    this.binds = binds;
  }

  /** Fails with an {@link UndecidableException} where the lookup cannot tell: without its roles, a deny could be missed. */
  Future<Roles> of(Subject subject, RuleBook book) {
    Roles claimed = new Roles(claim.of(subject), claim.isReadable(subject));
    if (lookup.isEmpty() || subject.anonymous()) {
      return Future.succeededFuture(claimed);
    }
    Bind bind = lookup.get();
    return binds
        .resolve(List.of(bind), subject, book)
        .map(values -> values
            .of(bind)
            .filter(value -> value.text().isPresent())
            .map(value -> claimed.and(value.items()))
            .orElseThrow(
                () -> new UndecidableException("the lookup " + bind + " does not return roles")));
  }
}
