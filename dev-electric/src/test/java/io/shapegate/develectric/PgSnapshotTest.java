package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PgSnapshotTest {
  @Test
  void itShowsWhatHadEnded() {
    PgSnapshot snapshot = PgSnapshot.parse("10:20:12,15");
    assertEquals(new PgSnapshot(10, 20, List.of(12L, 15L)), snapshot);
    assertTrue(snapshot.shows(9));
    assertTrue(snapshot.shows(11));
    assertFalse(snapshot.shows(12));
    assertTrue(snapshot.shows(19));
    assertFalse(snapshot.shows(20));
    assertFalse(snapshot.shows(21));
  }

  @Test
  void idsWrapAroundAtTheirThirtyTwoBits() {
    long epoch = 5L << 32;
    PgSnapshot snapshot =
        PgSnapshot.parse((epoch - 2) + ":" + (epoch + 2) + ":" + (epoch - 1) + "," + epoch);
    assertTrue(snapshot.shows((int) (epoch - 3)));
    assertTrue(snapshot.shows(-2));
    assertFalse(snapshot.shows(-1));
    assertFalse(snapshot.shows(0));
    assertTrue(snapshot.shows(1));
    assertFalse(snapshot.shows(2));
  }

  @Test
  void anEmptyListIsRead() {
    assertEquals(List.of(), PgSnapshot.parse("7:7:").inProgress());
  }
}
