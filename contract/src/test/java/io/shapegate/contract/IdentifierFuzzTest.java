package io.shapegate.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;

/** Any text as the name of a column, of a table, of a shape, and as a list of columns. */
@Timeout(20)
final class IdentifierFuzzTest {
  @FuzzTest
  void whatIsReadAsANameIsWrittenSoThatItIsTheSameName(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    whereItReads(text, Identifier::parse, name -> isOneName(text, name));
    whereItReads(text, TableName::parse, IdentifierFuzzTest::isOneTable);
    whereItReads(text, TableName::parseRequested, table -> isRequested(text, table));
    whereItReads(text, Columns::parse, IdentifierFuzzTest::isOneList);
  }

  private static <T> void whereItReads(
      String text, Function<String, T> parser, Consumer<T> property) {
    T read;
    try {
      read = parser.apply(text);
    } catch (ContractException refused) {
      return;
    }
    property.accept(read);
  }

  private static void isOneName(String text, Identifier name) {
    assertEquals(plain(text), name.name());
    assertEquals(name, Identifier.parse(name.toString()));
    assertTrue(name.name().getBytes(UTF_8).length <= 63);
    assertTrue(isPlain(name.toString()) || isQuoted(name.toString()), name::toString);
    assertEquals(new TableName(TableName.PUBLIC, name), TableName.parse(text));
    assertEquals(List.of(name), List.copyOf(Columns.parse(text).names()));
  }

  private static void isOneTable(TableName table) {
    assertEquals(table, TableName.parse(table.toString()));
    assertEquals(table, TableName.parse(table.namespace() + "." + table.table()));
  }

  private static void isRequested(String text, TableName table) {
    if (table.isShapeName()) {
      assertEquals(table, TableName.parseRequested(table.table().name()));
    }
    if (!text.contains("-")) {
      assertEquals(table, TableName.parse(text));
    }
  }

  private static void isOneList(Columns columns) {
    assertEquals(columns, Columns.parse(columns.toString()));
    assertTrue(columns.containsAll(columns));
    List<String> reversed =
        new ArrayList<>(columns.names().stream().map(Identifier::toString).toList());
    Collections.reverse(reversed);
    assertEquals(columns, Columns.parse(String.join(",", reversed)));
  }

  /** The rules in another way: between quotes all but the quotes is itself; else ASCII letters are small. */
  private static String plain(String text) {
    StringBuilder name = new StringBuilder();
    boolean quoted = text.startsWith("\"");
    for (int i = quoted ? 1 : 0; i < (quoted ? text.length() - 1 : text.length()); i++) {
      char c = text.charAt(i);
      name.append(!quoted && c >= 'A' && c <= 'Z' ? Character.toLowerCase(c) : c);
      i += quoted && c == '"' ? 1 : 0;
    }
    return name.toString();
  }

  private static boolean isPlain(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> "abcdefghijklmnopqrstuvwxyz0123456789_$".indexOf(c) >= 0)
        && "0123456789$".indexOf(text.charAt(0)) < 0;
  }

  private static boolean isQuoted(String text) {
    return text.length() > 2
        && text.startsWith("\"")
        && text.endsWith("\"")
        && text.substring(1, text.length() - 1).replace("\"\"", "").indexOf('"') < 0;
  }
}
