package io.shapegate.develectric;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;

/** A {@code postgres://user:password@host:port/database} URL. Its text never shows the password. */
record DatabaseUrl(String host, int port, String database, String user, String password) {
  private static final int DEFAULT_PORT = 5432;

  static DatabaseUrl parse(String text) {
    try {
      return of(new URI(text));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL");
    }
  }

  private static DatabaseUrl of(URI uri) {
    String scheme = Objects.requireNonNullElse(uri.getScheme(), "");
    String path = Objects.requireNonNullElse(uri.getRawPath(), "");
    if (!scheme.equals("postgres") && !scheme.equals("postgresql")) {
      throw new IllegalArgumentException("must start with postgres:// or postgresql://");
    }
    if (uri.getHost() == null || path.length() < 2 || uri.getRawUserInfo() == null) {
      throw new IllegalArgumentException("must be postgres://user:password@host:port/database");
    }
    String[] user = uri.getRawUserInfo().split(":", 2);
    return new DatabaseUrl(
        uri.getHost(),
        uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort(),
        decode(path.substring(1)),
        decode(user[0]),
        user.length == 2 ? decode(user[1]) : "");
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  String jdbcUrl() {
    String encoded = java.net.URLEncoder.encode(database, StandardCharsets.UTF_8);
    return "jdbc:postgresql://" + host + ":" + port + "/" + encoded;
  }

  Properties credentials() {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    return properties;
  }

  @Override
  public String toString() {
    return "postgres://" + user + ":***@" + host + ":" + port + "/" + database;
  }
}
