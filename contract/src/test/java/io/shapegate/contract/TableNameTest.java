package io.shapegate.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TableNameTest {
  private static final String LONGEST = "a".repeat(63);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "items",
        "ITEMS",
        "Items",
        "public.items",
        "PUBLIC.Items",
        "\"items\"",
        "\"public\".items",
        "public.\"items\"",
        "\"public\".\"items\"",
      })
  void theseAreAllTheSameTable(String text) {
    assertEquals(TableName.parse("items"), TableName.parse(text));
    assertEquals("items", TableName.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Items\"", "\"ITEMS\"", "\" items\"", "\"items \"", "\"public.items\"", "crm.items",
        "\"Public\".items", "\u0131tems", "item\u017f", "\"items\u0301\"", "items_", "items$",
      })
  void theseAreOtherTables(String text) {
    assertNotEquals(TableName.parse("items"), TableName.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "items | items",
        "crm.Items | crm.items",
        "\"Mixed\" | \"Mixed\"",
        "CRM.\"Mixed\" | crm.\"Mixed\"",
        "\"C R M\".x | \"C R M\".x",
        "\"a\"\"b\" | \"a\"\"b\"",
        "\"a.b\" | \"a.b\"",
        "\"a.b\".\"c.d\" | \"a.b\".\"c.d\"",
        "\"1a\" | \"1a\"",
        "\"plain\" | plain",
        "_x$9 | _x$9",
        "\u00e4x | \"\u00e4x\"",
        "\"pg_catalog\".pg_authid | pg_catalog.pg_authid",
      })
  void theCanonicalSpellingHasQuotesOnlyWhereTheyAreNeeded(String text, String canonical) {
    assertEquals(canonical, TableName.parse(text).toString());
    assertEquals(TableName.parse(text), TableName.parse(canonical));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "items ",
        " items",
        "items\n",
        "items\t",
        "items\0",
        "\"it\0ems\"",
        "\"\ud800\"",
        "\"\udc00\ud800\"",
        "a.b.c",
        ".items",
        "items.",
        ".",
        "..",
        "public..items",
        "\"\"",
        "\"\".items",
        "\"",
        "\"\"\"",
        "\"items",
        "items\"",
        "\"a\"b\"",
        "\"a\"\"b",
        "a\"\"b",
        "\"a\"\"",
        "it\"em\"s",
        "\"a\"\"b\"c",
        "items;",
        "items--",
        "items/**/",
        "items,secrets",
        "items secrets",
        "items'",
        "1items",
        "$1",
        "-items",
        "items*",
        "items\u00a0",
        "\u00a0items",
        "items\u200b",
        "\ufeffitems",
        "items\u202e",
        "my-shape",
        "\ud835\udfceitems",
      })
  void whatIsNoTableIsRefused(String text) {
    assertThrows(ContractException.class, () -> TableName.parse(text));
  }

  @Test
  void aNameHasUpTo63Bytes() {
    assertEquals(LONGEST, TableName.parse(LONGEST).toString());
    assertEquals("\"" + "é".repeat(31) + "\"", TableName.parse("é".repeat(31)).toString());
    String quotes = "\"" + "\"\"".repeat(63) + "\"";
    assertEquals("\"".repeat(63), TableName.parse(quotes).table().name());
    assertThrows(ContractException.class, () -> TableName.parse(LONGEST + "a"));
    assertThrows(ContractException.class, () -> TableName.parse("é".repeat(32)));
    assertThrows(ContractException.class, () -> TableName.parse(LONGEST + "a.b"));
    assertThrows(ContractException.class, () -> TableName.parse("\"" + LONGEST + "a\""));
  }

  @ParameterizedTest
  @ValueSource(ints = {129, 10_000, 1_000_000})
  void aGiantNameIsRefusedAndNothingElse(int length) {
    for (String name : new String[] {
      "a".repeat(length),
      "\"" + "a".repeat(length) + "\"",
      "\"" + "\"\"".repeat(length) + "\"",
      "a-".repeat(length) + "a"
    }) {
      assertThrows(ContractException.class, () -> TableName.parseRequested(name));
    }
  }

  @Test
  void neitherTheLocaleNorUnicodeFolds() {
    Locale before = Locale.getDefault();
    Locale.setDefault(new Locale.Builder().setLanguage("tr").build());
    try {
      assertEquals("items", TableName.parse("ITEMS").toString());
    } finally {
      Locale.setDefault(before);
    }
    assertEquals("\u212aey", TableName.parse("\u212aey").table().name());
    assertEquals("\u0130tems", TableName.parse("\u0130tems").table().name());
    assertEquals("\u00c4x", TableName.parse("\u00c4X").table().name());
  }

  @Test
  void aHyphenatedNameIsTheNameOfAShape() {
    TableName name = TableName.parseRequested("my-open-tasks");
    assertEquals("\"my-open-tasks\"", name.toString());
    assertEquals(TableName.parse("\"my-open-tasks\""), name);
    assertTrue(name.isShapeName());
    assertFalse(TableName.parseRequested("items").isShapeName());
    assertFalse(TableName.parse("crm.\"my-open-tasks\"").isShapeName());
    assertFalse(TableName.parse("\"a b-c\"").isShapeName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-a", "a-", "a--b", "a-b.c", "a.b-c", "a-b ", "a-\u00e4", "-", "a-b\n"})
  void whatHasHyphensElsewhereIsRefused(String text) {
    assertThrows(ContractException.class, () -> TableName.parseRequested(text));
  }
}
