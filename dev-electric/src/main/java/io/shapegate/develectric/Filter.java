package io.shapegate.develectric;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A where-clause that Postgres has parsed and accepted as one boolean expression. The arguments are those that the
 * text refers to, in order, with the types that Postgres found for them; the dependencies are the tables that its
 * sub-queries read.
 */
record Filter(String where, List<String> arguments, List<String> types, Set<Long> dependencies) {

  /** The clause on a line of its own, so that a comment at its end stays in the parentheses. */
  String sql() {
    return "(\n" + where + "\n)";
  }

  String typeList() {
    return types.isEmpty() ? "" : types.stream().collect(Collectors.joining(", ", "(", ")"));
  }

  String argumentList() {
    return arguments.isEmpty() ? "" : "(" + Sql.literals(arguments) + ")";
  }
}
