package io.shapegate.policy;

import io.shapegate.contract.Identifier;
import java.util.List;
import java.util.stream.Collectors;

/** All that a client's filter can be. Each node writes its own SQL; nothing else is ever part of that SQL. */
sealed interface ClientFilterNode {
  String sql(ClientFilterValues values);

  /** As a part of another node. */
  default String inner(ClientFilterValues values) {
    return '(' + sql(values) + ')';
  }

  /** What may stand on either side of a comparison. */
  sealed interface Operand extends ClientFilterNode {
    @Override
    default String inner(ClientFilterValues values) {
      return sql(values);
    }
  }

  /** Always in quotes: whatever Postgres makes a keyword tomorrow, a column stays a column. */
  record Column(Identifier name) implements Operand {
    @Override
    public String sql(ClientFilterValues values) {
      return '"' + name.name().replace("\"", "\"\"") + '"';
    }
  }

  record Truth(boolean value) implements Operand {
    @Override
    public String sql(ClientFilterValues values) {
      return value ? "TRUE" : "FALSE";
    }
  }

  /** Becomes a parameter. */
  record Text(String value) implements Operand {
    @Override
    public String sql(ClientFilterValues values) {
      return values.text(value);
    }
  }

  /** {@code $n} of the client. */
  record Param(int number) implements Operand {
    @Override
    public String sql(ClientFilterValues values) {
      return values.param(number);
    }
  }

  /** {@link ClientFilterNumber} writes them. */
  record Numeral(String canonical) implements Operand {
    @Override
    public String sql(ClientFilterValues values) {
      return canonical;
    }
  }

  record Comparison(Operand left, String operator, Operand right) implements ClientFilterNode {
    @Override
    public String sql(ClientFilterValues values) {
      return left.sql(values) + ' ' + operator + ' ' + right.sql(values);
    }
  }

  record OneOf(Column column, boolean negated, List<Operand> list) implements ClientFilterNode {
    @Override
    public String sql(ClientFilterValues values) {
      return column.sql(values) + not(negated) + " IN (" + joined(list, ", ", values) + ')';
    }
  }

  record Between(Column column, boolean negated, Operand low, Operand high)
      implements ClientFilterNode {
    @Override
    public String sql(ClientFilterValues values) {
      return column.sql(values) + not(negated) + " BETWEEN " + low.sql(values) + " AND "
          + high.sql(values);
    }
  }

  /** {@code LIKE} or {@code ILIKE}. */
  record Like(Column column, boolean negated, String operator, Operand pattern)
      implements ClientFilterNode {
    @Override
    public String sql(ClientFilterValues values) {
      return column.sql(values) + not(negated) + ' ' + operator + ' ' + pattern.sql(values);
    }
  }

  /** {@code IS NULL}, {@code IS TRUE} or {@code IS FALSE}. */
  record Is(ClientFilterNode tested, boolean negated, String what) implements ClientFilterNode {
    @Override
    public String sql(ClientFilterValues values) {
      return tested.inner(values) + " IS" + not(negated) + ' ' + what;
    }
  }

  record Not(ClientFilterNode condition) implements ClientFilterNode {
    @Override
    public String sql(ClientFilterValues values) {
      return "NOT " + condition.inner(values);
    }
  }

  /** {@code AND} or {@code OR}. */
  record Junction(String operator, List<ClientFilterNode> conditions) implements ClientFilterNode {
    @Override
    public String sql(ClientFilterValues values) {
      return joined(conditions, ' ' + operator + ' ', values);
    }
  }

  private static String not(boolean negated) {
    return negated ? " NOT" : "";
  }

  private static String joined(
      List<? extends ClientFilterNode> nodes, String separator, ClientFilterValues values) {
    return nodes.stream().map(node -> node.inner(values)).collect(Collectors.joining(separator));
  }
}
