package com.example.officehours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Shape;
import io.shapegate.contract.TableName;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OfficeHoursTest {
  private static final Shape INVOICES = Shape.of(TableName.parse("invoices"));

  @ParameterizedTest(name = "at {0} {1}")
  @CsvSource({
    "2026-06-01T08:59:59+02:00[Europe/Berlin], closed",
    "2026-06-01T09:00+02:00[Europe/Berlin], 28800",
    "2026-06-01T16:59:59+02:00[Europe/Berlin], 1",
    "2026-06-01T17:00+02:00[Europe/Berlin], closed",
    "2026-03-29T16:00+02:00[Europe/Berlin], 3600",
  })
  void itAllowsWhatIsAskedUntilClosingTime(ZonedDateTime now, String expected) {
    OfficeHours hours = OfficeHours.parse("09:00-17:00", "Europe/Berlin");
    Decision decision = hours.decide(INVOICES, now.withZoneSameLocal(hours.zone()));
    if (expected.equals("closed")) {
      assertEquals(new Deny("office_closed", "the office is closed; come back later"), decision);
    } else {
      Allow allow = (Allow) decision;
      assertEquals(INVOICES, allow.shape());
      assertEquals(Long.parseLong(expected), allow.ttl().toSeconds());
    }
  }

  @Test
  void anOfficeMayBeOpenAllDayOrNever() {
    ZonedDateTime noon = ZonedDateTime.parse("2026-06-01T12:00Z[UTC]");
    Allow allow = (Allow) OfficeHours.parse("00:00-24:00", "UTC").decide(INVOICES, noon);
    assertEquals(43_200, allow.ttl().toSeconds());
    assertEquals(Deny.class, OfficeHours.parse("00:00-00:00", "UTC").decide(INVOICES, noon).getClass());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nine to five", "09:00", "9-17", "09:00-", "09:00-17"})
  void hoursThatCannotBeReadEndTheStart(String hours) {
    assertThrows(RuntimeException.class, () -> OfficeHours.parse(hours, "UTC"));
  }
}
