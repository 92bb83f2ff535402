package io.shapegate.policy;

import io.shapegate.contract.Identifier;
import io.shapegate.contract.Params;
import java.util.List;
import java.util.Set;

/**
 * A filter that a client sent, as a tree of what is allowed. No character of its text goes on: SQL is written anew from the
 * tree, and texts travel as parameters.
 */
final class ClientFilter {
  /** Electric takes a request line of 10,000 bytes, and a rule's filter needs room too. */
  private static final int MAX_LENGTH = 4_000;

  private static final int MAX_PARAMS = 100;

  private final ClientFilterNode root;
  private final Set<Identifier> columns;
  private final Params params;

  private ClientFilter(ClientFilterNode root, Set<Identifier> columns, Params params) {
    this.root = root;
    this.columns = columns;
    this.params = params;
  }

  /**
   * What is not allowed, or could mean something else to Postgres or Electric, is a {@link FilterException}.
   *
   * @param params each of them must be used
   */
  static ClientFilter parse(String where, Params params) {
    if (where.length() > MAX_LENGTH) {
      throw new FilterException("the filter is longer than " + MAX_LENGTH
          + " characters; ask for less, or send long texts as parameters");
    }
    if (params.values().size() > MAX_PARAMS) {
      throw new FilterException("the filter has more than " + MAX_PARAMS + " parameters");
    }
    ClientFilterCursor cursor = new ClientFilterCursor(ClientFilterScanner.scan(where));
    ClientFilterOperands operands =
        new ClientFilterOperands(cursor, params.values().size());
    ClientFilterNode root = new ClientFilterParser(cursor, operands).parse();
    operands.checkAllParamsUsed();
    return new ClientFilter(root, operands.columns(), params);
  }

  /**
   * The columns it uses. Whoever allows the filter must check that each is a column of the table: Postgres takes the
   * table's own name for the whole row where no column has it.
   */
  Set<Identifier> columns() {
    return columns;
  }

  /** The same filter in our words; its parameters are numbered from there on, by first use. */
  Rendered render(int firstNumber) {
    ClientFilterValues values = new ClientFilterValues(firstNumber, params);
    String sql = root.sql(values);
    return new Rendered(sql, values.values());
  }

  /**
   * To be put in parentheses next to other conditions.
   *
   * @param values of {@code $firstNumber} and so on
   */
  record Rendered(String sql, List<String> values) {
    Rendered {
      values = List.copyOf(values);
    }
  }
}
