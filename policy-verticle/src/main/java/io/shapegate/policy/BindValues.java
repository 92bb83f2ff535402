package io.shapegate.policy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of binds for one subject. */
record BindValues(Map<Bind, BindValue> byBind) {
  /** The first bind without a value. */
  Optional<Bind> missing(Collection<Bind> binds) {
    return binds.stream().filter(bind -> of(bind).isEmpty()).findFirst();
  }

  List<String> of(Collection<Bind> binds) {
    return binds.stream().map(bind -> of(bind).orElseThrow()).toList();
  }

  private Optional<String> of(Bind bind) {
    return Optional.ofNullable(byBind.get(bind)).flatMap(BindValue::text);
  }
}
