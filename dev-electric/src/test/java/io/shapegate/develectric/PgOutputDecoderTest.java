package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Byte for byte as in the PostgreSQL documentation, "Logical Replication Message Formats". */
class PgOutputDecoderTest {
  private static PgOutput decode(String hex) {
    return PgOutputDecoder.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }

  private static String text(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static PgOutput.Value value(String text) {
    return new PgOutput.Value(text, false);
  }

  @Test
  void beginTellsTheCommitsPositionAndTheTransaction() {
    PgOutput begin = decode("42 00000001 00000010 0002b5e3c7a80000 fffffffe");
    assertEquals(new PgOutput.Begin((1L << 32) + 16, -2), begin);
  }

  @Test
  void aRelationHasColumnsInOrder() {
    String columns =
        "00 " + text("id") + "00 00000017 ffffffff 01" + text("näme") + "00 00000019 00000010";
    PgOutput relation =
        decode("52 00004001" + text("public") + "00" + text("Items") + "00 66 0002" + columns);
    assertEquals(
        new PgOutput.Describe(new WalRelation(
            0x4001,
            new Relation("public", "Items"),
            List.of(
                new WalRelation.WalColumn("id", 23, -1),
                new WalRelation.WalColumn("näme", 25, 16)))),
        relation);
  }

  @Test
  void anInsertHasTextsNullsAndEmptyTexts() {
    PgOutput insert = decode("49 00004001 4e 0003 74 00000002" + text("é") + "6e 74 00000000");
    List<PgOutput.Value> row = List.of(value("é"), new PgOutput.Value(null, false), value(""));
    assertEquals(new PgOutput.Insert(0x4001, row), insert);
  }

  @Test
  void anUpdateHasTheOldRowAndUnchangedValues() {
    PgOutput update = decode("55 00004001 4f 0001 74 00000001 31 4e 0001 75");
    PgOutput.Value unchanged = new PgOutput.Value(null, true);
    assertEquals(new PgOutput.Update(0x4001, List.of(value("1")), List.of(unchanged)), update);
  }

  @Test
  void aKeyIsNoOldRow() {
    assertEquals(
        new PgOutput.Update(1, null, List.of(value("2"))),
        decode("55 00000001 4b 0001 74 00000001 31 4e 0001 74 00000001 32"));
    assertEquals(
        new PgOutput.Update(1, null, List.of(value("2"))),
        decode("55 00000001 4e 0001 74 00000001 32"));
    assertEquals(new PgOutput.Delete(1, null), decode("44 00000001 4b 0001 74 00000001 31"));
  }

  @Test
  void aDeleteHasTheOldRow() {
    assertEquals(
        new PgOutput.Delete(1, List.of(value("1"))), decode("44 00000001 4f 0001 74 00000001 31"));
  }

  @Test
  void aTruncateNamesItsTables() {
    assertEquals(
        new PgOutput.Truncate(List.of(1L, 0xffffffffL)),
        decode("54 00000002 01 00000001 ffffffff"));
  }

  @Test
  void otherMessagesAreLeftAlone() {
    assertInstanceOf(PgOutput.Other.class, decode("59 00000001"));
    assertInstanceOf(PgOutput.Commit.class, decode("43 00"));
  }

  @Test
  void aCutMessageIsAnError() {
    assertThrows(BufferUnderflowException.class, () -> decode("49 00004001 4e 0002 6e"));
  }
}
