package io.shapegate.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ColumnsTest {
  @Test
  void orderAndSpellingDoNotMatter() {
    assertEquals(Columns.parse("id,value,\"Mixed\""), Columns.parse("\"Mixed\",VALUE,\"id\""));
    assertNotEquals(Columns.parse("id,value"), Columns.parse("id,\"Value\""));
    assertNotEquals(Columns.parse("id"), Columns.parse("id,value"));
  }

  @Test
  void theSpellingIsCanonicalInTheOrderGiven() {
    assertEquals(
        "value,id,\"Mixed\",\"a,b\"",
        Columns.parse("VALUE,\"id\",\"Mixed\",\"a,b\"").toString());
  }

  @Test
  void aListInJsonIsReadNameByName() {
    assertEquals(Columns.parse("id,\"a,b\""), Columns.of(List.of("\"a,b\"", "ID")));
    assertThrows(ContractException.class, () -> Columns.of(List.of("id,value")));
    assertThrows(ContractException.class, () -> Columns.of(List.of()));
    assertThrows(ContractException.class, () -> new Columns(Set.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "id,",
        ",id",
        "id,,value",
        "id, value",
        " id",
        "id ,value",
        "id,id",
        "id,ID",
        "id,\"id\"",
        "*",
        "id;value",
        "\"id,value",
        "id\"",
        "a.b",
        "id\0",
        "count(*)",
        "id as x",
      })
  void whatIsNoListOfColumnsIsRefused(String text) {
    assertThrows(ContractException.class, () -> Columns.parse(text));
  }

  @Test
  void aListHoldsItsParts() {
    Columns columns = Columns.parse("a,b,c");
    assertTrue(columns.containsAll(Columns.parse("C,a")));
    assertTrue(columns.containsAll(columns));
    assertFalse(columns.containsAll(Columns.parse("a,d")));
    assertFalse(columns.containsAll(Columns.parse("\"A\"")));
  }
}
