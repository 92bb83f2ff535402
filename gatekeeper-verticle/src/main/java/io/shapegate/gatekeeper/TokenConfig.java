package io.shapegate.gatekeeper;

import io.shapegate.launcher.Settings;
import java.time.Duration;

/**
 * The tokens that we issue.
 *
 * @param issuer their {@code iss}
 * @param audience their {@code aud}
 * @param maxTtl how long one lives at most, whatever a policy says
 * @param key what they are signed with
 */
record TokenConfig(String issuer, String audience, Duration maxTtl, SigningKey key) {
  static TokenConfig from(Settings settings, SigningKey key) {
    return new TokenConfig(
        settings.text("AUTH_ISSUER", "shapegate"),
        settings.text("AUTH_AUDIENCE", "shapegate-proxy"),
        settings.duration(
            "MAX_TOKEN_TTL", Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofHours(24)),
        key);
  }
}
