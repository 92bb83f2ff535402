package io.shapegate.policy;

import io.shapegate.contract.Subject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A rule's row filter: SQL in which binds stand for values. Values are never part of the SQL. */
record FilterTemplate(List<FilterPiece> pieces) {
  /** An unusable filter is an {@link InvalidRuleException}. */
  static FilterTemplate parse(String text) {
    if (text.isBlank()) {
      throw new InvalidRuleException("the row filter is blank; null stands for all rows");
    }
    return new FilterTemplate(FilterLexer.lex(text));
  }

  /** The first bind that has no value for that subject. */
  Optional<Bind> missing(Subject subject) {
    return binds().stream().filter(bind -> bind.value(subject).isEmpty()).findFirst();
  }

  /** What the numbers in {@link #sql} stand for. */
  List<String> values(Subject subject) {
    return binds().stream().map(bind -> bind.value(subject).orElseThrow()).toList();
  }

  /** The filter with {@code $n} for each bind, numbered from there on by first use. */
  String sql(int firstNumber) {
    List<Bind> binds = List.copyOf(binds());
    return pieces.stream()
        .map(piece -> piece instanceof FilterPiece.Value value
            ? "$" + (firstNumber + binds.indexOf(value.bind()))
            : ((FilterPiece.Sql) piece).text())
        .collect(Collectors.joining());
  }

  private Set<Bind> binds() {
    Set<Bind> binds = new LinkedHashSet<>();
    for (FilterPiece piece : pieces) {
      if (piece instanceof FilterPiece.Value value) {
        binds.add(value.bind());
      }
    }
    return binds;
  }
}
