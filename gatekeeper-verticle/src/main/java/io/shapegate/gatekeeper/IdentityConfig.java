package io.shapegate.gatekeeper;

import io.shapegate.launcher.Secret;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.shapegate.tokens.JwksEndpoint;
import io.shapegate.tokens.JwksKeys;
import io.shapegate.tokens.KeySource;
import io.shapegate.tokens.PublicJwk;
import io.shapegate.tokens.TokenRules;
import io.shapegate.tokens.UnusableKeyException;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How we know who the user is.
 *
 * @param keys opens the keys that the application's identity tokens are signed with; null where there are none
 * @param rules what an identity token must say
 * @param anonymous whether who gives no credential at all is let in as {@code anonymous}
 */
record IdentityConfig(
    @Nullable Function<Vertx, KeySource> keys, TokenRules rules, boolean anonymous) {
  private static final Logger LOG = LoggerFactory.getLogger(IdentityConfig.class);
  private static final String SECRET = "IDENTITY_SECRET";
  private static final String PUBLIC_KEY = "IDENTITY_PUBLIC_KEY";
  private static final String JWKS_URL = "IDENTITY_JWKS_URL";
  private static final String OIDC_ISSUER = "IDENTITY_OIDC_ISSUER";

  /** Secrets compare as text; {@code signing} is the one that we sign with, where there is one. */
  static IdentityConfig from(Settings settings, @Nullable Secret signing) {
    boolean anonymous = settings.flag("ALLOW_ANONYMOUS");
    List<Function<Vertx, KeySource>> sources = Stream.of(
            secret(settings, signing), publicKey(settings), jwks(settings), discovery(settings))
        .flatMap(Optional::stream)
        .toList();
    if (sources.size() > 1) {
      throw new SettingException(SECRET, "give only one of " + names());
    }
    if (sources.isEmpty() && !anonymous) {
      throw new SettingException(
          SECRET,
          "is missing; give one of " + names() + ", or let everybody in with ALLOW_ANONYMOUS=true");
    }
    return sources.isEmpty()
        ? new IdentityConfig(null, new TokenRules(null, null, null), true)
        : new IdentityConfig(sources.get(0), rules(settings), anonymous);
  }

  private static Optional<Function<Vertx, KeySource>> secret(
      Settings settings, @Nullable Secret signing) {
    return settings.secret(SECRET).map(secret -> {
      if (secret.equals(signing)) {
        throw new SettingException(SECRET, "is the same as AUTH_SECRET; give each its own");
      }
      String value = secret.requireStrong(SECRET).value();
      return vertx -> KeySource.foreignSecret(vertx, value);
    });
  }

  /** Whoever holds the private key may name it as they like, so the key stands here without a name. */
  private static Optional<Function<Vertx, KeySource>> publicKey(Settings settings) {
    return settings.textOrFile(PUBLIC_KEY).map(pem -> {
      try {
        PublicJwk named = PublicJwk.fromPem(pem);
        named.json().remove("kid");
        PublicJwk key = new PublicJwk(null, named.algorithm(), named.json());
        return vertx -> KeySource.publicKey(vertx, key);
      } catch (UnusableKeyException e) {
        throw new SettingException(PUBLIC_KEY, String.valueOf(e.getMessage()));
      }
    });
  }

  private static Optional<Function<Vertx, KeySource>> jwks(Settings settings) {
    return url(settings, JWKS_URL)
        .map(url -> vertx -> JwksKeys.start(vertx, JwksEndpoint.at(vertx, url)));
  }

  private static Optional<Function<Vertx, KeySource>> discovery(Settings settings) {
    return url(settings, OIDC_ISSUER)
        .map(url -> vertx -> JwksKeys.start(vertx, JwksEndpoint.discoveredFrom(vertx, url)));
  }

  private static Optional<URI> url(Settings settings, String name) {
    Optional<URI> url = settings.httpUrl(name);
    if (url.filter(found -> found.getScheme().equals("http")).isPresent()) {
      LOG.warn("{} is not https: whoever is on the way can put keys of their own there", name);
    }
    return url;
  }

  private static TokenRules rules(Settings settings) {
    Optional<String> discovered = settings.text(OIDC_ISSUER);
    Optional<String> issuer = settings.text("IDENTITY_ISSUER");
    if (discovered.isPresent() && issuer.isPresent()) {
      throw new SettingException("IDENTITY_ISSUER", "is given by IDENTITY_OIDC_ISSUER already");
    }
    return new TokenRules(discovered.or(() -> issuer).orElse(null), audience(settings), null);
  }

  private static @Nullable String audience(Settings settings) {
    Optional<String> audience = settings.text("IDENTITY_AUDIENCE");
    boolean any = settings.flag("IDENTITY_AUDIENCE_ANY");
    if (any == audience.isPresent()) {
      throw new SettingException(
          "IDENTITY_AUDIENCE",
          any
              ? "contradicts IDENTITY_AUDIENCE_ANY=true"
              : "is missing; give the aud of your identity tokens (or IDENTITY_AUDIENCE_ANY=true)");
    }
    if (any) {
      LOG.warn("IDENTITY_AUDIENCE_ANY: tokens that were issued for other applications count here");
    }
    return audience.orElse(null);
  }

  private static String names() {
    return String.join(", ", SECRET, PUBLIC_KEY, JWKS_URL, OIDC_ISSUER);
  }
}
