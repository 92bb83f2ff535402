package io.shapegate.localstack;

import io.shapegate.launcher.Secret;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the local stack starts, and what it finds elsewhere.
 *
 * @param settings everything that was set, for the parts to read their own from
 * @param port of the one origin
 * @param postgresPort preferred for the embedded Postgres; taken over by any free one where it is busy
 * @param work where the embedded Postgres keeps its programs
 * @param database a real Postgres in place of the embedded one, left as it is but for the policy's own schema
 * @param electric a real Electric in place of the stand-in
 */
record StackConfig(
    Settings settings,
    int port,
    int postgresPort,
    Path work,
    Optional<String> database,
    Optional<URI> electric) {
  private static final int DEFAULT_PORT = 4000;
  private static final int MAX_PORT = 65_535;
  private static final int DEFAULT_POSTGRES_PORT = 54321;

  static StackConfig from(Settings settings) {
    Optional<String> database = settings.secret("DATABASE_URL").map(Secret::value);
    Optional<URI> electric = settings.httpUrl("ELECTRIC_URL");
    if (electric.isPresent() && database.isEmpty()) {
      throw new SettingException(
          "DATABASE_URL",
          "is missing; where ELECTRIC_URL is given, give the Postgres that this Electric reads");
    }
    return new StackConfig(
        settings,
        settings.integer("PORT", DEFAULT_PORT, 1, MAX_PORT),
        settings.port("POSTGRES_PORT", DEFAULT_POSTGRES_PORT),
        Path.of(settings.text("WORK_DIR", System.getProperty("java.io.tmpdir"))),
        database,
        electric);
  }

  /** Whether there are sample tables, rules and users. */
  boolean hasSamples() {
    return database.isEmpty();
  }
}
