package io.shapegate.postgres;

import io.shapegate.launcher.Secret;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.vertx.pgclient.SslMode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a Postgres database is and who connects: {@code postgresql://user:password@host:port/database?sslmode=require}.
 * Source: "Connection URIs" in libpq's manual, of which this is the plain part.
 */
public record DatabaseUrl(
    String user, Secret password, String host, int port, String database, SslMode sslMode) {
  private static final int DEFAULT_PORT = 5432;
  private static final Pattern URL = Pattern.compile("postgres(?:ql)?://"
      + "(?<user>[^:@/?#\\s]++)(?::(?<password>[^:@/?#\\s]*+))?+@"
      + "(?:\\[(?<v6>[0-9A-Fa-f:.]++)]|(?<host>[A-Za-z0-9._-]++))(?::(?<port>[0-9]{1,5}))?+"
      + "/(?<database>[^/?#\\s]++)(?:\\?sslmode=(?<sslmode>[a-z-]++))?+");
  private static final Pattern ESCAPED = Pattern.compile("(?:[^%]|%[0-9A-Fa-f]{2})*+");

  public static Optional<DatabaseUrl> from(Settings settings, String name) {
    return settings.secret(name).map(secret -> parse(name, secret.value()));
  }

  /** Whether the server must prove who it is. */
  public boolean verifies() {
    return sslMode == SslMode.VERIFY_CA || sslMode == SslMode.VERIFY_FULL;
  }

  public String sslModeText() {
    return sslMode.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static DatabaseUrl parse(String name, String text) {
    Matcher url = URL.matcher(text);
    if (!url.matches()) {
      throw new SettingException(
          name,
          "must be postgresql://user:password@host:port/database, with %-escapes for"
              + " special characters and at most ?sslmode=… behind it");
    }
    return new DatabaseUrl(
        decoded(name, url.group("user")),
        new Secret(decoded(name, Optional.ofNullable(url.group("password")).orElse(""))),
        Optional.ofNullable(url.group("host")).orElseGet(() -> url.group("v6")),
        port(name, url.group("port")),
        decoded(name, url.group("database")),
        sslMode(name, Optional.ofNullable(url.group("sslmode")).orElse("prefer")));
  }

  private static int port(String name, @Nullable String text) {
    int port = text == null ? DEFAULT_PORT : Integer.parseInt(text);
    if (port < 1 || port > 65_535) {
      throw new SettingException(name, "has a port that is not from 1 to 65535");
    }
    return port;
  }

  private static SslMode sslMode(String name, String text) {
    try {
      return SslMode.of(text);
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          name,
          "has an sslmode that is none of disable, allow, prefer, require, verify-ca, verify-full");
    }
  }

  private static String decoded(String name, String text) {
    if (ESCAPED.matcher(text).matches()) {
      String decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
      if (decoded.indexOf('\uFFFD') < 0 && decoded.indexOf('\0') < 0) {
        return decoded;
      }
    }
    throw new SettingException(name, "has a % that begins no escape of a UTF-8 character");
  }
}
