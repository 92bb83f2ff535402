package io.shapegate.httppolicy;

import io.shapegate.launcher.Secret;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the HTTP policy.
 *
 * @param url where questions are posted to; without user, query and fragment
 * @param address where on the event bus it answers
 * @param timeout for one question, the wait for a connection included; below what a gatekeeper waits for a policy (700 ms)
 * @param poolSize how many questions are put at the same time
 * @param maxFailures after so many in a row the service is not asked for a while
 * @param pause how long that while is
 * @param token a bearer token that the service asks for; null for none
 * @param port of the health endpoints; 0 takes any free one
 */
public record HttpPolicyConfig(
    URI url,
    WireFormat format,
    String address,
    Duration timeout,
    int poolSize,
    int maxFailures,
    Duration pause,
    @Nullable Secret token,
    ClientTls tls,
    String host,
    int port) {
  private static final String URL = "HTTP_POLICY_URL";
  private static final String ADDRESS = "HTTP_POLICY_ADDRESS";
  private static final String TOKEN = "HTTP_POLICY_TOKEN";
  private static final String DEFAULT_ADDRESS = "policy.http";

  /** As the gatekeeper's {@code POLICIES} can name it. */
  private static final Pattern BUS_ADDRESS = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  /** RFC 6750, section 2.1. */
  private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]{1,4096}=*");

  /** A missing or wrong setting is a {@link SettingException}. */
  public static HttpPolicyConfig from(Settings settings) {
    URI url = settings.requiredHttpUrl(URL, "give http://opa:8181/v1/data/shapegate/decision");
    return new HttpPolicyConfig(
        url,
        WireFormat.from(settings, "HTTP_POLICY_FORMAT"),
        address(settings),
        settings.duration(
            "HTTP_POLICY_TIMEOUT",
            Duration.ofMillis(500),
            Duration.ofMillis(50),
            Duration.ofSeconds(10)),
        settings.integer("HTTP_POLICY_POOL_SIZE", 16, 1, 1_000),
        settings.integer("HTTP_POLICY_MAX_FAILURES", 5, 1, 1_000),
        settings.duration(
            "HTTP_POLICY_PAUSE",
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofMinutes(1)),
        token(settings),
        ClientTls.from(settings, "https".equals(url.getScheme())),
        settings.text("HOST", "127.0.0.1"),
        settings.port("PORT", 4004));
  }

  private static String address(Settings settings) {
    String address = settings.text(ADDRESS, DEFAULT_ADDRESS);
    if (!BUS_ADDRESS.matcher(address).matches()) {
      throw new SettingException(ADDRESS, "must be 1 to 128 of A-Z, a-z, 0-9 and . _ : -");
    }
    return address;
  }

  private static @Nullable Secret token(Settings settings) {
    return settings.secret(TOKEN).map(HttpPolicyConfig::bearer).orElse(null);
  }

  private static Secret bearer(Secret token) {
    if (!BEARER.matcher(token.value()).matches()) {
      throw new SettingException(
          TOKEN, "is no bearer token: letters, digits and . _ ~ + / - only; leave \"Bearer\" out");
    }
    return token;
  }
}
