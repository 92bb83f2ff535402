package io.shapegate.develectric;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the stand-in, checked once. {@code databaseUrl} is {@code postgres://user:password@host:port/database}
 * of a server with {@code wal_level=logical}; {@code secret} is what every request must carry as {@code secret=}. An
 * {@link IllegalArgumentException} names the setting that is wrong. Sizes are bytes; a port of 0 means any free one.
 */
public record DevElectricConfig(
    String host,
    int port,
    String databaseUrl,
    String secret,
    Duration longPoll,
    Duration sseKeepAlive,
    Duration sseLifetime,
    Duration readyWait,
    int chunkBytes,
    long memoryBytes,
    boolean manualPublishing) {
  private static final int TEN_MEBIBYTES = 10 * 1024 * 1024;
  private static final long MEMORY = 256L * 1024 * 1024;

  public DevElectricConfig {
    require("HOST", !host.isBlank(), "is empty");
    require("PORT", port >= 0 && port <= 65_535, "must be 0 to 65535");
    require("ELECTRIC_SECRET", !secret.isBlank(), "is missing");
    require("chunkBytes", chunkBytes > 0, "must be positive");
    require("memoryBytes", memoryBytes > 0, "must be positive");
    try {
      DatabaseUrl.parse(databaseUrl);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("DATABASE_URL " + e.getMessage());
    }
  }

  /** Electric's own timings and chunk size, on any free port of the loopback interface. */
  public static DevElectricConfig of(String databaseUrl, String secret) {
    return new DevElectricConfig(
        "127.0.0.1",
        0,
        databaseUrl,
        secret,
        Duration.ofSeconds(20),
        Duration.ofSeconds(21),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        TEN_MEBIBYTES,
        MEMORY,
        false);
  }

  /** Reads DATABASE_URL, ELECTRIC_SECRET, PORT (3000), HOST (127.0.0.1) and ELECTRIC_MANUAL_TABLE_PUBLISHING (false). */
  static DevElectricConfig fromEnvironment(Map<String, String> environment) {
    return of(required(environment, "DATABASE_URL"), required(environment, "ELECTRIC_SECRET"))
        .withHost(environment.getOrDefault("HOST", "127.0.0.1"))
        .withPort(port(environment.getOrDefault("PORT", "3000")))
        .withManualPublishing("true".equals(environment.get("ELECTRIC_MANUAL_TABLE_PUBLISHING")));
  }

  static DevElectricConfig fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  public DevElectricConfig withHost(String host) {
    return new DevElectricConfig(
        host,
        port,
        databaseUrl,
        secret,
        longPoll,
        sseKeepAlive,
        sseLifetime,
        readyWait,
        chunkBytes,
        memoryBytes,
        manualPublishing);
  }

  public DevElectricConfig withPort(int port) {
    return new DevElectricConfig(
        host,
        port,
        databaseUrl,
        secret,
        longPoll,
        sseKeepAlive,
        sseLifetime,
        readyWait,
        chunkBytes,
        memoryBytes,
        manualPublishing);
  }

  public DevElectricConfig withLongPoll(Duration longPoll) {
    return new DevElectricConfig(
        host,
        port,
        databaseUrl,
        secret,
        longPoll,
        sseKeepAlive,
        sseLifetime,
        readyWait,
        chunkBytes,
        memoryBytes,
        manualPublishing);
  }

  public DevElectricConfig withSse(Duration keepAlive, Duration lifetime) {
    return new DevElectricConfig(
        host,
        port,
        databaseUrl,
        secret,
        longPoll,
        keepAlive,
        lifetime,
        readyWait,
        chunkBytes,
        memoryBytes,
        manualPublishing);
  }

  public DevElectricConfig withReadyWait(Duration readyWait) {
    return new DevElectricConfig(
        host,
        port,
        databaseUrl,
        secret,
        longPoll,
        sseKeepAlive,
        sseLifetime,
        readyWait,
        chunkBytes,
        memoryBytes,
        manualPublishing);
  }

  public DevElectricConfig withChunkBytes(int chunkBytes) {
    return new DevElectricConfig(
        host,
        port,
        databaseUrl,
        secret,
        longPoll,
        sseKeepAlive,
        sseLifetime,
        readyWait,
        chunkBytes,
        memoryBytes,
        manualPublishing);
  }

  public DevElectricConfig withMemoryBytes(long memoryBytes) {
    return new DevElectricConfig(
        host,
        port,
        databaseUrl,
        secret,
        longPoll,
        sseKeepAlive,
        sseLifetime,
        readyWait,
        chunkBytes,
        memoryBytes,
        manualPublishing);
  }

  /** Whether the publication is given, and nothing in the database is altered. */
  public DevElectricConfig withManualPublishing(boolean manualPublishing) {
    return new DevElectricConfig(
        host,
        port,
        databaseUrl,
        secret,
        longPoll,
        sseKeepAlive,
        sseLifetime,
        readyWait,
        chunkBytes,
        memoryBytes,
        manualPublishing);
  }

  private static String required(Map<String, String> environment, String name) {
    @Nullable String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("PORT must be 0 to 65535");
    }
  }

  private static void require(String name, boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + problem);
    }
  }

  @Override
  public String toString() {
    return "DevElectricConfig[" + host + ":" + port + ", " + DatabaseUrl.parse(databaseUrl)
        + ", secret=***]";
  }
}
