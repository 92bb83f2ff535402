package io.shapegate.policy;

import io.shapegate.contract.Subject;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Finds what binds stand for: in the verified identity, or by asking Postgres. */
final class BindResolver {
  private final BiFunction<Lookup, List<String>, Future<BindValue>> lookups;

  /** Lookups are run with the values of their binds. */
  BindResolver(BiFunction<Lookup, List<String>, Future<BindValue>> lookups) {
    this.lookups = lookups;
  }

  /** All at once; fails with an {@link UndecidableException} where a lookup cannot be run. */
  Future<BindValues> resolve(Collection<Bind> binds, Subject subject, RuleBook book) {
    Map<Bind, BindValue> values = new HashMap<>();
    List<Future<?>> asked = new ArrayList<>();
    for (Bind bind : binds) {
      if (bind instanceof Bind.FromToken token) {
        values.put(bind, BindValue.ofToken(token.value(subject)));
      } else if (bind instanceof Bind.Looked looked) {
        asked.add(look(looked, subject, book).onSuccess(value -> values.put(bind, value)));
      }
    }
    return asked.isEmpty()
        ? Future.succeededFuture(new BindValues(values))
        : Future.all(asked).map(all -> new BindValues(values));
  }

  private Future<BindValue> look(Bind.Looked bind, Subject subject, RuleBook book) {
    Lookup lookup = book.lookups().get(bind.lookup());
    if (lookup == null) {
      return Future.failedFuture(new UndecidableException("there is no lookup " + bind.lookup()));
    }
    List<String> parameters = new ArrayList<>();
    for (Bind needed : lookup.binds()) {
      Optional<String> value =
          needed instanceof Bind.FromToken token ? token.value(subject) : Optional.empty();
      if (value.isEmpty()) {
        return Future.succeededFuture(
            BindValue.nothing("it needs :" + needed + ", which has no usable value"));
      }
      parameters.add(value.get());
    }
    return lookups.apply(lookup, parameters);
  }
}
