package io.shapegate.benchmarks;

import java.util.Collections;

/** Rows between bars. */
final class MarkdownTable {
  private static final int HEAD = 2;

  private final StringBuilder text = new StringBuilder();
  private int rows = -HEAD;

  MarkdownTable(String... heads) {
    row(heads);
    row(Collections.nCopies(heads.length, "---").toArray(String[]::new));
  }

  void row(String... cells) {
    rows++;
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  boolean isEmpty() {
    return rows == 0;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
