package com.example.officehours;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Policies;
import io.shapegate.contract.Shape;
import io.shapegate.launcher.Launcher;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** Within office hours, allows what was granted so far, until they end. Hours are counted from midnight. */
record OfficeHours(Duration opening, Duration closing, ZoneId zone) {
  public static void main(String[] args) {
    Launcher.run("office-hours", settings -> {
      OfficeHours hours = parse(
          settings.text("OFFICE_HOURS", "09:00-17:00"), settings.text("OFFICE_ZONE", "UTC"));
      return Launcher.Deployment.single(() -> context -> Policies.serve(
          context.owner(), "policy.office-hours", request -> Future.succeededFuture(
              hours.decide(request.shape(), ZonedDateTime.now(hours.zone)))));
    });
  }

  static OfficeHours parse(String hours, String zone) {
    String[] parts = hours.replaceAll("(\\d\\d):(\\d\\d)", "PT$1H$2M").split("-");
    return new OfficeHours(Duration.parse(parts[0]), Duration.parse(parts[1]), ZoneId.of(zone));
  }

  Decision decide(Shape asked, ZonedDateTime now) {
    Duration left = Duration.between(now, today(now, closing));
    return now.isBefore(today(now, opening)) || left.toSeconds() < 1
        ? new Decision.Deny("office_closed", "the office is closed; come back later")
        : new Decision.Allow(asked, true, left, "the office is open");
  }

  private ZonedDateTime today(ZonedDateTime now, Duration hours) {
    return now.toLocalDate().atStartOfDay().plus(hours).atZone(zone);
  }
}
