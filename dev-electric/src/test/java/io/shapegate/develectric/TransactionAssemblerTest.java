package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionAssemblerTest {
  private final TransactionAssembler assembler = new TransactionAssembler(5000);

  @BeforeEach
  void describe() {
    for (long table : List.of(1L, 2L)) {
      List<WalRelation.WalColumn> columns = List.of(new WalRelation.WalColumn("id", 25, -1));
      assembler.accept(new PgOutput.Describe(
          new WalRelation(table, new Relation("public", "t" + table), columns)));
    }
    assembler.accept(new PgOutput.Begin(100, 7));
  }

  private static List<PgOutput.Value> row(String text) {
    return List.of(new PgOutput.Value(text, text == null));
  }

  @Test
  void everyChangeTakesTwoPlaces() {
    assembler.accept(new PgOutput.Insert(1, row("a")));
    assembler.accept(new PgOutput.Delete(2, row("b")));
    Transaction transaction = assembler.accept(new PgOutput.Commit()).orElseThrow();
    assertEquals(
        List.of(0L, 2L), transaction.changes().stream().map(Change::operation).toList());
    assertEquals(100, transaction.lsn());
    assertEquals(7, transaction.xid());
  }

  @Test
  void unchangedValuesComeFromTheOldRow() {
    assembler.accept(new PgOutput.Update(1, row("old"), row(null)));
    Transaction transaction = assembler.accept(new PgOutput.Commit()).orElseThrow();
    assertEquals("old", transaction.changes().get(0).after().get("id"));
  }

  @Test
  void aChangeWithoutItsOldRowBreaksTheTable() {
    assembler.accept(new PgOutput.Update(2, null, row("x")));
    assertEquals(
        Set.of(2L), assembler.accept(new PgOutput.Commit()).orElseThrow().broken());
  }

  @Test
  void aTruncateBreaksItsTables() {
    assembler.accept(new PgOutput.Truncate(List.of(1L, 2L)));
    assertEquals(
        Set.of(1L, 2L), assembler.accept(new PgOutput.Commit()).orElseThrow().broken());
  }

  @Test
  void aTransactionThatDoesNotFitBreaksWhatItTouched() {
    for (int i = 0; i < 10; i++) {
      assembler.accept(new PgOutput.Insert(1 + i % 2, row("x".repeat(1000))));
    }
    Transaction transaction = assembler.accept(new PgOutput.Commit()).orElseThrow();
    assertEquals(Set.of(1L, 2L), transaction.broken());
  }

  @Test
  void theNextTransactionStartsAfresh() {
    assembler.accept(new PgOutput.Truncate(List.of(1L)));
    assembler.accept(new PgOutput.Commit());
    assembler.accept(new PgOutput.Begin(200, 8));
    assembler.accept(new PgOutput.Insert(2, row("b")));
    Transaction transaction = assembler.accept(new PgOutput.Commit()).orElseThrow();
    assertEquals(Set.of(), transaction.broken());
    assertEquals(1, transaction.changes().size());
    assertFalse(transaction.changes().get(0).after().values().isEmpty());
  }
}
