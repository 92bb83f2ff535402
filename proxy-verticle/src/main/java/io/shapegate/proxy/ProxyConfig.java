package io.shapegate.proxy;

import io.shapegate.launcher.CorsConfig;
import io.shapegate.launcher.Secret;
import io.shapegate.launcher.ServerConfig;
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
 * @param server what is spoken with clients
 * @param electricUrl without the path {@code /v1/shape}
 * @param electricSecret null only where the operator said {@code ELECTRIC_INSECURE=true}
 * @param tokenKey what verifies shape tokens
 * @param cors which web pages may read shapes
 * @param electricTimeout how long Electric may be silent, before an answer and within one
 * @param clientTimeout how long a client may read nothing of what is there for it
 * @param tokenCache how long a token that was verified is not verified again; zero for not at all
 * @param authorizeEndpoint whether other proxies may ask about requests that they received
 * @param drainDelay from not being ready to taking no more connections
 * @param drainTimeout from there to breaking off what is left
 */
public record ProxyConfig(
    String host,
    int port,
    ServerConfig server,
    URI electricUrl,
    @Nullable Secret electricSecret,
    TokenKey tokenKey,
    String issuer,
    String audience,
    CorsConfig cors,
    Duration electricTimeout,
    Duration clientTimeout,
    ProxyLimits limits,
    Duration tokenCache,
    boolean accessLog,
    boolean authorizeEndpoint,
    Duration drainDelay,
    Duration drainTimeout,
    int instances) {
  private static final int DEFAULT_PORT = 4002;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration DEFAULT_TOKEN_CACHE = Duration.ofMinutes(5);
  private static final Duration DEFAULT_DRAIN = Duration.ofSeconds(10);
  private static final Duration CLOSE_SPARE = Duration.ofSeconds(5);

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
        ServerConfig.from(settings),
        settings.requiredHttpUrl(
            "ELECTRIC_URL", "give the URL of Electric, such as http://localhost:3000"),
        electricSecret(settings),
        tokenKey(settings, otherwise),
        settings.text("AUTH_ISSUER", "shapegate"),
        settings.text("AUTH_AUDIENCE", "shapegate-proxy"),
        CorsConfig.from(settings),
        settings.duration("ELECTRIC_TIMEOUT", MINUTE, SECOND, LONGEST),
        settings.duration("CLIENT_TIMEOUT", MINUTE, SECOND, LONGEST),
        ProxyLimits.from(settings),
        settings.duration("TOKEN_CACHE", DEFAULT_TOKEN_CACHE, Duration.ZERO, LONGEST),
        settings.flag("ACCESS_LOG", true),
        settings.flag("AUTHORIZE_ENDPOINT"),
        settings.duration("DRAIN_DELAY", Duration.ZERO, Duration.ZERO, LONGEST),
        settings.duration("DRAIN_TIMEOUT", DEFAULT_DRAIN, Duration.ZERO, LONGEST),
        settings.integer("INSTANCES", Runtime.getRuntime().availableProcessors(), 1, 1_024));
  }

  /** How long an orderly end may take, connections to the cluster included. */
  Duration closeTimeout() {
    return drainDelay.plus(drainTimeout).plus(CLOSE_SPARE);
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
