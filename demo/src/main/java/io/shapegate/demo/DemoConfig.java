package io.shapegate.demo;

import io.shapegate.launcher.Secret;
import io.shapegate.launcher.ServerConfig;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.shapegate.postgres.DatabaseUrl;
import io.shapegate.postgres.PostgresOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What the demo needs to know, checked.
 *
 * @param server what is spoken with clients
 * @param identity what the demo users are signed in with
 * @param database where the sample rows are, as a role that may write just them
 * @param proxyUrl where shapes are synced from; the page may connect there, also where that is another origin
 */
public record DemoConfig(
    String host,
    int port,
    ServerConfig server,
    DemoIdentity identity,
    PostgresOptions database,
    Optional<URI> proxyUrl) {
  private static final String IDENTITY_SECRET = "IDENTITY_SECRET";
  private static final String DATABASE_URL = "DATABASE_URL";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** A missing or wrong setting is a {@link SettingException}. */
  public static DemoConfig from(Settings settings) {
    return new DemoConfig(
        settings.text("HOST", "127.0.0.1"),
        settings.port("PORT", 4004),
        ServerConfig.from(settings),
        identity(settings),
        database(settings),
        settings.httpUrl("ELECTRIC_PROXY_URL"));
  }

  private static DemoIdentity identity(Settings settings) {
    Secret secret = settings
        .secret(IDENTITY_SECRET)
        .orElseThrow(() -> new SettingException(
            IDENTITY_SECRET, "is missing; give the secret that the gatekeeper knows users by"));
    return new DemoIdentity(
        secret.requireStrong(IDENTITY_SECRET),
        settings.text("IDENTITY_ISSUER", "shapegate-demo"),
        settings.required("IDENTITY_AUDIENCE", "give the one that the gatekeeper has"));
  }

  private static PostgresOptions database(Settings settings) {
    DatabaseUrl url = DatabaseUrl.from(settings, DATABASE_URL)
        .orElseThrow(
            () -> new SettingException(
                DATABASE_URL,
                "is missing; give postgresql://user:password@host:port/database of the demo's own role"));
    return new PostgresOptions(
        "shapegate-demo", url, settings.file("DATABASE_CA_FILE").orElse(null), TIMEOUT, false);
  }
}
