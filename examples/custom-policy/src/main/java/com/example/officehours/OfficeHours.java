package com.example.officehours;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Policies;
import io.shapegate.contract.Policy;
import io.shapegate.contract.Shape;
import io.shapegate.launcher.Launcher;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;

/** Within office hours, allows what was granted so far, until they end. Both are counted from midnight. */
record OfficeHours(Duration opening, Duration closing) {
  public static void main(String[] args) {
    Launcher.run("office-hours", settings -> {
      OfficeHours hours = parse(settings.text("OFFICE_HOURS", "09:00-17:00"));
      ZoneId zone = ZoneId.of(settings.text("OFFICE_ZONE", "UTC"));
      Policy policy =
          request -> Future.succeededFuture(hours.decide(request.shape(), LocalTime.now(zone)));
      return Launcher.Deployment.single(
          () -> context -> Policies.serve(context.owner(), "policy.office-hours", policy));
    });
  }

  static OfficeHours parse(String text) {
    String[] hours = text.replaceAll("(\\d\\d):(\\d\\d)", "PT$1H$2M").split("-");
    return new OfficeHours(Duration.parse(hours[0]), Duration.parse(hours[1]));
  }

  Decision decide(Shape asked, LocalTime now) {
    Duration time = Duration.ofNanos(now.toNanoOfDay());
    Duration left = closing.minus(time);
    return time.compareTo(opening) < 0 || left.toSeconds() < 1
        ? new Decision.Deny("office_closed", "the office is closed; come back later")
        : new Decision.Allow(asked, true, left, "the office is open");
  }
}
