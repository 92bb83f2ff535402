package io.shapegate.gatekeeper;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.Identifier;
import io.shapegate.contract.TableName;
import org.jspecify.annotations.Nullable;

/**
 * Which tables and named shapes a list of policies is for: one name, all names of one schema that start alike, or all. It
 * is compared with the canonical name, so no spelling of a table gets around it.
 *
 * @param namespace null for every schema
 * @param name the name, or its beginning, folded and without quotes
 */
record TablePattern(@Nullable Identifier namespace, String name, boolean open) {
  private static final String STAR = "*";
  private static final char QUOTE = '"';
  private static final TablePattern ALL = new TablePattern(null, "", true);

  /** Takes the place of the star, so that what stands before it is read as any name is. */
  private static final String LETTER = "x";

  /**
   * Reads a name ({@code invoices}, {@code billing.invoices}, {@code "Mixed"}, {@code my-open-tasks}), the beginning of
   * names ({@code invoice*}, {@code billing.*}, {@code "Mixed"*}, {@code my-*}) or {@code *}; anything else is a {@link
   * ContractException}.
   */
  static TablePattern parse(String text) {
    if (text.equals(STAR)) {
      return ALL;
    }
    if (!text.endsWith(STAR)) {
      TableName name = TableName.parseRequested(text);
      return new TablePattern(name.namespace(), name.table().name(), false);
    }
    TableName name = TableName.parseRequested(completed(text.substring(0, text.length() - 1)));
    String start = name.table().name();
    return new TablePattern(
        name.namespace(), start.substring(0, start.length() - LETTER.length()), true);
  }

  boolean matches(TableName table) {
    return (namespace == null || namespace.equals(table.namespace()))
        && (open ? table.table().name().startsWith(name) : table.table().name().equals(name));
  }

  /** Of all patterns that match a table, the one with the highest rank counts; no two of them have the same. */
  int rank() {
    if (!open) {
      return Integer.MAX_VALUE;
    }
    return namespace == null ? -1 : name.length();
  }

  private static String completed(String start) {
    int last = start.length() - 1;
    return last >= 0 && start.charAt(last) == QUOTE
        ? start.substring(0, last) + LETTER + QUOTE
        : start + LETTER;
  }
}
