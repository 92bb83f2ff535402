package io.shapegate.develectric;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A subset's ordering: columns, each with an optional direction and place of nulls. Written anew, quoted. */
final class OrderBy {
  private static final Pattern TERM = Pattern.compile(
      "\\s*(\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\p{M}_0-9$]*)(?:\\s+(asc|desc))?(?:\\s+nulls\\s+(first|last))?\\s*",
      Pattern.CASE_INSENSITIVE);

  private OrderBy() {}

  static String parse(String text, List<String> columns) {
    return Identifiers.split(text, ',').stream()
        .map(term -> term(term, columns))
        .collect(Collectors.joining(", "));
  }

  private static String term(String text, List<String> columns) {
    Matcher term = TERM.matcher(text);
    if (!term.matches()) {
      throw new InvalidFilter("syntax error at or near \"" + text.strip() + "\"");
    }
    String column = Identifiers.parse(term.group(1));
    if (!columns.contains(column)) {
      throw new InvalidFilter("unknown reference " + column);
    }
    String direction = term.group(2) == null ? "" : " " + term.group(2).toUpperCase(Locale.ROOT);
    String nulls = term.group(3) == null ? "" : " NULLS " + term.group(3).toUpperCase(Locale.ROOT);
    return Sql.identifier(column) + direction + nulls;
  }
}
