package io.shapegate.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** The lines of {@code hostile-filters.txt}. */
final class HostileFilters {
  private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-f]{4}|.)");

  private HostileFilters() {}

  static List<String> all() {
    try (InputStream file = HostileFilters.class.getResourceAsStream("hostile-filters.txt")) {
      String lines =
          new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("# "))
          .map(HostileFilters::unescaped)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unescaped(String line) {
    StringBuilder text = new StringBuilder();
    int end = 0;
    for (var escape = ESCAPE.matcher(line); escape.find(); end = escape.end()) {
      text.append(line, end, escape.start()).append(character(escape.group(1)));
    }
    return text.append(line, end, line.length()).toString();
  }

  private static char character(String escape) {
    return switch (escape) {
      case "n" -> '\n';
      case "r" -> '\r';
      case "t" -> '\t';
      case "f" -> '\f';
      case "v" -> '\u000b';
      case "0" -> '\0';
      case "\\" -> '\\';
      default -> (char) Integer.parseInt(escape.substring(1), 16);
    };
  }
}
