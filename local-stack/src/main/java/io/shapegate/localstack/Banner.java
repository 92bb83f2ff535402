package io.shapegate.localstack;

import io.shapegate.demo.DemoConfig;
import io.shapegate.demo.DemoUser;
import io.shapegate.launcher.Settings;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/** What a person reads when everything runs: where it is, and what to type next. */
record Banner(
    StackConfig config,
    Vertx vertx,
    StackSecrets secrets,
    Settings settings,
    Optional<DemoConfig> demo) {
  void print() {
    PrintStream out = System.out;
    String origin = "http://localhost:" + config.port();
    out.println();
    out.println("Shapegate is ready.");
    out.println();
    out.println("  gatekeeper  POST " + origin + "/gatekeeper/:table");
    out.println("  proxy       GET  " + origin + "/proxy/v1/shape");
    if (demo.isPresent()) {
      out.println("  demo page        " + origin + "/");
    }
    out.println("  health      GET  " + origin + "/health/ready");
    if (config.hasSamples()) {
      out.println("  postgres    psql " + settings.text("MIGRATION_DATABASE_URL", ""));
    }
    if (config.electric().isEmpty()) {
      out.println(
          "  electric    dev-electric, a stand-in for development; set ELECTRIC_URL for a real one");
    }
    if (secrets.hasDemoIdentity()) {
      printUsers(out);
    }
    if (config.hasSamples()) {
      printCommands(out, origin);
    }
    out.println();
    out.println("Ctrl-C ends everything" + (config.hasSamples() ? " and removes the data." : "."));
    out.println();
    out.flush();
  }

  private void printUsers(PrintStream out) {
    out.println();
    out.println("Identity tokens of the demo users, good for 24 hours:");
    for (DemoUser user : DemoUser.ALL) {
      out.println();
      out.println("  # " + user.name() + ", " + user.description());
      out.println("  export " + user.name().toUpperCase(Locale.ROOT) + "="
          + secrets.demoIdentity().token(vertx, user));
    }
  }

  private static void printCommands(PrintStream out, String origin) {
    out.println();
    out.println("Try it:");
    out.println();
    out.println("  # a token for everything in items, which anybody may read");
    out.println("  curl -sX POST " + origin + "/gatekeeper/items");
    out.println();
    out.println("  # take the token out of the answer, and sync");
    out.println("  TOKEN=$(curl -sX POST " + origin
        + "/gatekeeper/items | sed 's/.*Bearer \\([^\"]*\\)\".*/\\1/')");
    out.println("  curl -s -H \"Authorization: Bearer $TOKEN\" '" + origin
        + "/proxy/v1/shape?table=items&offset=-1'");
    out.println();
    out.println("  # what alice may see of tasks, and what bob may");
    out.println(
        "  curl -sX POST -H \"Authorization: Bearer $ALICE\" " + origin + "/gatekeeper/tasks");
    out.println(
        "  curl -sX POST -H \"Authorization: Bearer $BOB\" " + origin + "/gatekeeper/tasks");
  }
}
