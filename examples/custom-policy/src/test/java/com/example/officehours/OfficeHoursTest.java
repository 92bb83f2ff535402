package com.example.officehours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Shape;
import io.shapegate.contract.TableName;
import java.time.LocalTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OfficeHoursTest {
  private static final Shape INVOICES = Shape.of(TableName.parse("invoices"));

  @ParameterizedTest(name = "{0} at {1} for {2} s")
  @CsvSource({
    "09:00-17:00, 09:00, 28800",
    "09:00-17:00, 16:59:59, 1",
    "00:00-24:00, 00:00, 86400",
    "00:00-24:00, 23:00, 3600"
  })
  void itAllowsWhatIsAskedUntilClosingTime(String hours, LocalTime now, long seconds) {
    Decision decision = OfficeHours.parse(hours).decide(INVOICES, now);

    Allow allow = assertInstanceOf(Allow.class, decision);
    assertEquals(INVOICES, allow.shape());
    assertEquals(seconds, allow.ttl().toSeconds());
  }

  @ParameterizedTest(name = "{0} at {1}")
  @CsvSource({
    "09:00-17:00, 08:59:59",
    "09:00-17:00, 16:59:59.5",
    "09:00-17:00, 17:00",
    "09:00-17:00, 23:59",
    "00:00-00:00, 00:00",
    "00:00-00:00, 12:00"
  })
  void itDeniesOtherwise(String hours, LocalTime now) {
    Decision decision = OfficeHours.parse(hours).decide(INVOICES, now);

    assertEquals(new Deny("office_closed", "the office is closed; come back later"), decision);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nine to five", "09:00", "9-17", "09:00-", "09:00-17"})
  void hoursThatCannotBeReadEndTheStart(String hours) {
    assertThrows(RuntimeException.class, () -> OfficeHours.parse(hours));
  }
}
