package io.shapegate.proxy;

import io.shapegate.launcher.CorsConfig;
import io.shapegate.launcher.Secret;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.shapegate.tokens.PublicJwk;
import io.shapegate.tokens.UnusableKeyException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a proxy, checked. {@code docs/configuration.md} describes each.
 *
 * @param electricUrl without the path {@code /v1/shape}
 * @param electricSecret null only where the operator said {@code ELECTRIC_INSECURE=true}
 * @param tokenKey what verifies shape tokens
 * @param cors which web pages may read shapes
 * @param silence how long Electric, or a client that reads, may stay silent
 * @param maxUpstreamConnections for each event loop; requests beyond it are answered with 503
 */
public record ProxyConfig(
    String host,
    int port,
    URI electricUrl,
    @Nullable Secret electricSecret,
    TokenKey tokenKey,
    String issuer,
    String audience,
    CorsConfig cors,
    Duration silence,
    int maxUpstreamConnections,
    int instances) {
  private static final int DEFAULT_PORT = 4002;
  private static final int DEFAULT_CONNECTIONS = 10_000;
  private static final int MAX_CONNECTIONS = 1_000_000;
  private static final Duration DEFAULT_SILENCE = Duration.ofSeconds(60);

  /** What verifies shape tokens: exactly one of the three. */
  public sealed interface TokenKey {
    /** {@code AUTH_SECRET}. */
    record Shared(Secret secret) implements TokenKey {}

    /** {@code AUTH_PUBLIC_KEY}. */
    record Public(PublicJwk key) implements TokenKey {}

    /** {@code AUTH_JWKS_URL}. */
    record KeySet(URI url) implements TokenKey {}
  }

  /** A missing or wrong setting is a {@link SettingException}. */
  public static ProxyConfig from(Settings settings) {
    return from(settings, null);
  }

  /** The same, with a key for the case that the settings name none. */
  public static ProxyConfig from(Settings settings, @Nullable TokenKey otherwise) {
    return new ProxyConfig(
        settings.text("HOST", "127.0.0.1"),
        settings.port("PORT", DEFAULT_PORT),
        settings.requiredHttpUrl(
            "ELECTRIC_URL", "give the URL of Electric, such as http://localhost:3000"),
        electricSecret(settings),
        tokenKey(settings, otherwise),
        settings.text("AUTH_ISSUER", "shapegate"),
        settings.text("AUTH_AUDIENCE", "shapegate-proxy"),
        CorsConfig.from(settings),
        settings.duration(
            "ELECTRIC_TIMEOUT", DEFAULT_SILENCE, Duration.ofSeconds(1), Duration.ofMinutes(10)),
        settings.integer("MAX_UPSTREAM_CONNECTIONS", DEFAULT_CONNECTIONS, 1, MAX_CONNECTIONS),
        settings.integer("INSTANCES", Runtime.getRuntime().availableProcessors(), 1, 1_024));
  }

  private static @Nullable Secret electricSecret(Settings settings) {
    Optional<Secret> secret = settings.secret("ELECTRIC_SECRET");
    if (secret.isEmpty() && !settings.flag("ELECTRIC_INSECURE")) {
      throw new SettingException(
          "ELECTRIC_SECRET",
          "is missing; give Electric's secret, or ELECTRIC_INSECURE=true where Electric has none");
    }
    return secret.orElse(null);
  }

  private static TokenKey tokenKey(Settings settings, @Nullable TokenKey otherwise) {
    List<TokenKey> keys = Stream.of(
            settings
                .secret("AUTH_SECRET")
                .map(secret -> new TokenKey.Shared(secret.requireStrong("AUTH_SECRET"))),
            settings.textOrFile("AUTH_PUBLIC_KEY").map(ProxyConfig::publicKey),
            settings.httpUrl("AUTH_JWKS_URL").map(TokenKey.KeySet::new))
        .<TokenKey>flatMap(Optional::stream)
        .toList();
    if (keys.size() == 1) {
      return keys.get(0);
    }
    if (keys.isEmpty() && otherwise != null) {
      return otherwise;
    }
    throw new SettingException(
        "AUTH_SECRET",
        "give exactly one of AUTH_SECRET, AUTH_PUBLIC_KEY and AUTH_JWKS_URL to verify tokens with");
  }

  private static TokenKey publicKey(String pem) {
    try {
      return new TokenKey.Public(PublicJwk.fromPem(pem));
    } catch (UnusableKeyException e) {
      throw new SettingException("AUTH_PUBLIC_KEY", String.valueOf(e.getMessage()));
    }
  }
}
