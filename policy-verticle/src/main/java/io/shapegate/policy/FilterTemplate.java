package io.shapegate.policy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** SQL of a rule or a lookup, in which binds stand for values. Values are never part of the SQL. */
record FilterTemplate(List<FilterPiece> pieces) {
  /** Unusable SQL is an {@link InvalidRuleException}. */
  static FilterTemplate parse(String text) {
    if (text.isBlank()) {
      throw new InvalidRuleException("the SQL is blank; null stands for all rows");
    }
    return new FilterTemplate(FilterLexer.lex(text));
  }

  /** Each bind once, in the order of its first use. */
  Set<Bind> binds() {
    Set<Bind> binds = new LinkedHashSet<>();
    for (FilterPiece piece : pieces) {
      if (piece instanceof FilterPiece.Value value) {
        binds.add(value.bind());
      }
    }
    return binds;
  }

  /** The SQL with {@code $n} for each bind, numbered from there on in the order of {@link #binds}. */
  String sql(int firstNumber) {
    return sql(index -> "$" + (firstNumber + index));
  }

  /** The SQL with a text of its own for each bind, by its index in {@link #binds}. */
  String sql(IntFunction<String> placeholder) {
    List<Bind> binds = List.copyOf(binds());
    return pieces.stream()
        .map(piece -> piece instanceof FilterPiece.Value value
            ? placeholder.apply(binds.indexOf(value.bind()))
            : ((FilterPiece.Sql) piece).text())
        .collect(Collectors.joining());
  }
}
