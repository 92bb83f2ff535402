package io.shapegate.develectric;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the stand-in, checked once. {@code databaseUrl} is {@code postgres://user:password@host:port/database}
 * of a server with {@code wal_level=logical}; {@code secret} is what every request must carry as {@code secret=}. An
 * {@link IllegalArgumentException} names the setting that is wrong. A port of 0 means any free one.
 */
public record DevElectricConfig(
    String host,
    int port,
    String databaseUrl,
    String secret,
    boolean manualPublishing,
    Timings timings,
    Limits limits) {
  private static final String LOOPBACK = "127.0.0.1";

  /**
   * How long it waits.
   *
   * @param longPoll how long a live request waits for changes
   * @param readyWait how long a request waits for Postgres
   */
  public record Timings(
      Duration longPoll, Duration sseKeepAlive, Duration sseLifetime, Duration readyWait) {
    /** Electric's own. */
    public static final Timings USUAL = new Timings(
        Duration.ofSeconds(20),
        Duration.ofSeconds(21),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5));

    public Timings withLongPoll(Duration time) {
      return new Timings(time, sseKeepAlive, sseLifetime, readyWait);
    }

    public Timings withSse(Duration keepAlive, Duration lifetime) {
      return new Timings(longPoll, keepAlive, lifetime, readyWait);
    }

    public Timings withReadyWait(Duration time) {
      return new Timings(longPoll, sseKeepAlive, sseLifetime, time);
    }
  }

  /**
   * How much it takes, in bytes.
   *
   * @param chunkBytes of a log, in one answer
   * @param memoryBytes for all shapes together
   */
  public record Limits(int chunkBytes, long memoryBytes) {
    private static final int MEBIBYTE = 1024 * 1024;

    /** Electric's own chunks. */
    public static final Limits USUAL = new Limits(10 * MEBIBYTE, 256L * MEBIBYTE);

    public Limits {
      require("chunkBytes", chunkBytes > 0, "must be positive");
      require("memoryBytes", memoryBytes > 0, "must be positive");
    }

    public Limits withChunkBytes(int bytes) {
      return new Limits(bytes, memoryBytes);
    }

    public Limits withMemoryBytes(long bytes) {
      return new Limits(chunkBytes, bytes);
    }
  }

  public DevElectricConfig {
    require("HOST", !host.isBlank(), "is empty");
    require("PORT", port >= 0 && port <= 65_535, "must be 0 to 65535");
    require("ELECTRIC_SECRET", !secret.isBlank(), "is missing");
    try {
      DatabaseUrl.parse(databaseUrl);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("DATABASE_URL " + e.getMessage());
    }
  }

  /** Electric's own timings and chunk size, on any free port of the loopback interface. */
  public static DevElectricConfig of(String databaseUrl, String secret) {
    return new DevElectricConfig(
        LOOPBACK, 0, databaseUrl, secret, false, Timings.USUAL, Limits.USUAL);
  }

  /** Reads DATABASE_URL, ELECTRIC_SECRET, PORT (3000), HOST (127.0.0.1) and ELECTRIC_MANUAL_TABLE_PUBLISHING (false). */
  static DevElectricConfig fromEnvironment(Map<String, String> environment) {
    return new DevElectricConfig(
        environment.getOrDefault("HOST", LOOPBACK),
        port(environment.getOrDefault("PORT", "3000")),
        required(environment, "DATABASE_URL"),
        required(environment, "ELECTRIC_SECRET"),
        "true".equals(environment.get("ELECTRIC_MANUAL_TABLE_PUBLISHING")),
        Timings.USUAL,
        Limits.USUAL);
  }

  static DevElectricConfig fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  public DevElectricConfig with(Timings others) {
    return new DevElectricConfig(host, port, databaseUrl, secret, manualPublishing, others, limits);
  }

  public DevElectricConfig with(Limits others) {
    return new DevElectricConfig(
        host, port, databaseUrl, secret, manualPublishing, timings, others);
  }

  /** The publication is given, and nothing in the database is altered. */
  public DevElectricConfig withManualPublishing() {
    return new DevElectricConfig(host, port, databaseUrl, secret, true, timings, limits);
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
