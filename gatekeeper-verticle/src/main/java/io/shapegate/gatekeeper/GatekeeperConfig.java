package io.shapegate.gatekeeper;

import io.shapegate.launcher.CorsConfig;
import io.shapegate.launcher.Secret;
import io.shapegate.launcher.ServerConfig;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.shapegate.tokens.UnusableKeyException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a gatekeeper needs to know, checked.
 *
 * @param server what is spoken with clients
 * @param instances how many event loops serve; each signs on its own
 * @param proxyUrl the base of the proxy's URL, as clients see it
 */
public record GatekeeperConfig(
    String host,
    int port,
    ServerConfig server,
    int instances,
    URI proxyUrl,
    IdentityConfig identity,
    TokenConfig tokens,
    PolicyRoutes policies,
    ExplainConfig explain,
    DecisionLogConfig decisions,
    CorsConfig cors) {
  private static final String AUTH_SECRET = "AUTH_SECRET";
  private static final String SIGNING_KEY_FILE = "SIGNING_KEY_FILE";

  /** A missing or wrong setting is a {@link SettingException}. */
  public static GatekeeperConfig from(Settings settings) {
    return from(settings, null);
  }

  /** The same, with a key for the case that the settings name none. */
  public static GatekeeperConfig from(Settings settings, @Nullable SigningKey otherwise) {
    Optional<Secret> secret =
        settings.secret(AUTH_SECRET).map(given -> given.requireStrong(AUTH_SECRET));
    int instances = settings.integer("INSTANCES", 1, 1, 64);
    return new GatekeeperConfig(
        settings.text("HOST", "127.0.0.1"),
        settings.port("PORT", 4001),
        ServerConfig.from(settings),
        instances,
        settings.requiredHttpUrl(
            "ELECTRIC_PROXY_URL",
            "give the base of the proxy's URL as clients see it, such as http://localhost:4000/proxy"),
        IdentityConfig.from(settings, secret.orElse(null)),
        TokenConfig.from(settings, key(settings, secret, otherwise)),
        PolicyRoutes.from(settings),
        ExplainConfig.from(settings),
        DecisionLogConfig.from(settings, instances),
        CorsConfig.from(settings));
  }

  /** What tokens are signed with, whichever setting it came from. */
  public SigningKey signingKey() {
    return tokens.key();
  }

  private static SigningKey key(
      Settings settings, Optional<Secret> secret, @Nullable SigningKey otherwise) {
    Optional<Path> file = settings.file(SIGNING_KEY_FILE);
    if (file.isPresent() && secret.isPresent()) {
      throw new SettingException(SIGNING_KEY_FILE, "and AUTH_SECRET are both given; give one");
    }
    if (file.isPresent()) {
      return keyFrom(settings.read(SIGNING_KEY_FILE, file.get()));
    }
    return secret
        .map(SigningKey::secret)
        .or(() -> Optional.ofNullable(otherwise))
        .orElseThrow(() -> new SettingException(
            SIGNING_KEY_FILE,
            "is missing; give a private key (openssl genpkey -algorithm EC"
                + " -pkeyopt ec_paramgen_curve:P-256) or an AUTH_SECRET"));
  }

  private static SigningKey keyFrom(String pem) {
    try {
      return SigningKey.pair(PrivateKeyPem.read(pem));
    } catch (UnusableKeyException e) {
      throw new SettingException(SIGNING_KEY_FILE, String.valueOf(e.getMessage()));
    }
  }
}
