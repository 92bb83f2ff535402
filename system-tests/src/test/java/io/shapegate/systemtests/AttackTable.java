package io.shapegate.systemtests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that a person can read and extend, in lines: {@code # a comment}, {@code let name = text}, {@code each name = text ;;
 * text}, {@code [a section]}, and rows of columns between {@code |}. A row says {@code {name}} where a text goes; one with a
 * name that stands for several texts is several rows. The escapes {@code \r \n \t \s \| \\} and {@code \xHH} are read last.
 */
final class AttackTable {
  /**
   * @param columns with their texts filled in, and as many as the widest row may have
   */
  record Row(String section, List<String> columns) {
    String column(int index) {
      return index < columns.size() ? columns.get(index) : "";
    }

    /** For people: what of it can be printed, or the end of that. */
    String name() {
      String name = String.join(" | ", columns).replaceAll("[^ -~]", "·").strip();
      return name.length() > NAME_LENGTH
          ? "… " + name.substring(name.length() - NAME_LENGTH)
          : name;
    }

    /** The section's number, such as 12. */
    int attackClass() {
      return Integer.parseInt(section.substring(0, section.indexOf(' ')));
    }
  }

  private static final int NAME_LENGTH = 160;
  private static final Pattern PLACE = Pattern.compile("\\{([a-z][A-Za-z0-9-]*)(?:\\*([0-9]+))?}");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-fA-F]{2}|[^x])");
  private static final Pattern SETTING = Pattern.compile("(let|each) ([a-z][A-Za-z0-9-]*) = (.*)");

  private final Map<String, List<String>> texts = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private String section = "";

  private AttackTable() {}

  /** The rows of a resource next to this class, with these names known besides its own. */
  static List<Row> read(String resource, Map<String, String> known) {
    AttackTable table = new AttackTable();
    known.forEach((name, text) -> table.texts.put(name, List.of(text)));
    try (InputStream file = AttackTable.class.getResourceAsStream(resource)) {
      new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(table::line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table.rows;
  }

  private void line(String line) {
    Matcher setting = SETTING.matcher(line);
    if (line.isBlank() || line.startsWith("#")) {
      return;
    }
    if (setting.matches()) {
      List<String> values = setting.group(1).equals("let")
          ? List.of(setting.group(3))
          : List.of(setting.group(3).split(" ;; ", -1));
      texts.put(setting.group(2), values);
    } else if (line.startsWith("[") && line.endsWith("]")) {
      section = line.substring(1, line.length() - 1);
    } else {
      filled(line).forEach(row -> rows.add(row(row)));
    }
  }

  private Row row(String line) {
    List<String> columns = new ArrayList<>();
    for (String column : line.split("(?<!\\\\)\\|", -1)) {
      columns.add(unescaped(column.strip()));
    }
    return new Row(section, List.copyOf(columns));
  }

  /** One line for each combination of texts; a name that nobody explained fails. */
  private List<String> filled(String line) {
    Matcher place = PLACE.matcher(line);
    if (!place.find()) {
      return List.of(line);
    }
    List<String> values = texts.get(place.group(1));
    if (values == null) {
      throw new IllegalArgumentException("nothing is called " + place.group() + " in: " + line);
    }
    int times = place.group(2) == null ? 1 : Integer.parseInt(place.group(2));
    return values.stream()
        .map(value -> line.replace(place.group(), value.repeat(times)))
        .flatMap(next -> filled(next).stream())
        .toList();
  }

  private static String unescaped(String column) {
    return ESCAPE
        .matcher(column)
        .replaceAll(escape -> Matcher.quoteReplacement(String.valueOf(character(escape.group(1)))));
  }

  private static char character(String escape) {
    return switch (escape.charAt(0)) {
      case 'r' -> '\r';
      case 'n' -> '\n';
      case 't' -> '\t';
      case 's' -> ' ';
      case '\\', '|' -> escape.charAt(0);
      case 'x' -> (char) Integer.parseInt(escape.substring(1), 16);
      default -> throw new IllegalArgumentException("no escape: \\" + escape);
    };
  }
}
