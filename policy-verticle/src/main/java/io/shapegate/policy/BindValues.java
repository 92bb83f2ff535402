package io.shapegate.policy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of binds for one subject. */
record BindValues(Map<Bind, BindValue> byBind) {
  /** The first bind that has no value. */
  Optional<Bind> missing(Collection<Bind> binds) {
    return binds.stream().filter(bind -> text(bind).isEmpty()).findFirst();
  }

  /** The texts of binds that all have a value. */
  List<String> texts(Collection<Bind> binds) {
    return binds.stream().map(bind -> text(bind).orElseThrow()).toList();
  }

  Optional<BindValue> of(Bind bind) {
    return Optional.ofNullable(byBind.get(bind));
  }

  private Optional<String> text(Bind bind) {
    return of(bind).flatMap(BindValue::text);
  }
}
