package io.shapegate.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of a process by their names, read with a type. Whatever cannot be read is a {@link SettingException} that
 * names the setting. A blank value counts as not set.
 */
public final class Settings {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final long MAX_FILE_BYTES = 65_536;

  private final Map<String, String> values;

  public Settings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** The same settings, with values for some names in place of what was there. */
  public Settings with(Map<String, String> others) {
    Map<String, String> all = new HashMap<>(values);
    all.putAll(others);
    return new Settings(all);
  }

  /** The same settings, with values for names that are not set. */
  public Settings withDefaults(Map<String, String> defaults) {
    return new Settings(defaults).with(values);
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name))
        .map(String::trim)
        .filter(value -> !value.isEmpty());
  }

  public String text(String name, String absent) {
    return text(name).orElse(absent);
  }

  /** A value that must be there; the hint says what to give. */
  public String required(String name, String hint) {
    return text(name).orElseThrow(() -> new SettingException(name, "is missing; " + hint));
  }

  public boolean flag(String name) {
    return flag(name, false);
  }

  public boolean flag(String name, boolean absent) {
    return switch (text(name, String.valueOf(absent))) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new SettingException(name, "is neither true nor false");
    };
  }

  public int integer(String name, int absent, int min, int max) {
    String text = text(name, String.valueOf(absent));
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Answered below.
    }
    throw new SettingException(name, "must be a whole number from " + min + " to " + max);
  }

  /** A TCP port; 0 takes any free one. */
  public int port(String name, int absent) {
    return integer(name, absent, 0, 65_535);
  }

  /** A number with its unit: {@code 700ms}, {@code 10s}, {@code 5m}, {@code 1h}. */
  public Duration duration(String name, Duration absent, Duration min, Duration max) {
    Duration value = text(name).map(text -> parseDuration(name, text)).orElse(absent);
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new SettingException(name, "must be from " + written(min) + " to " + written(max));
    }
    return value;
  }

  /** Parts between commas, without blanks around them. */
  public List<String> list(String name, String absent) {
    return Arrays.stream(text(name, absent).split(",", -1))
        .map(String::trim)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /** An http or https URL without user, query and fragment, and without a slash at its end. */
  public Optional<URI> httpUrl(String name) {
    return text(name).map(text -> parseHttpUrl(name, text));
  }

  public URI requiredHttpUrl(String name, String hint) {
    return parseHttpUrl(name, required(name, hint));
  }

  /** The value of {@code NAME}, or of the file that {@code NAME_FILE} points to. */
  public Optional<Secret> secret(String name) {
    return textOrFile(name).map(Secret::new);
  }

  /** Like {@link #secret}, for what is no secret: a public key, a certificate. */
  public Optional<String> textOrFile(String name) {
    Optional<Path> file = file(name + "_FILE");
    Optional<String> text = text(name);
    if (file.isPresent() && text.isPresent()) {
      throw new SettingException(
          name, "is given twice, also as " + name + "_FILE; give one of them");
    }
    return file.map(path -> read(name + "_FILE", path)).or(() -> text);
  }

  /** A file that can be read. An error does not show the value, which may be a secret that belongs elsewhere. */
  public Optional<Path> file(String name) {
    return text(name).map(text -> readable(name, text));
  }

  /** The content of a readable file, without blanks around it; at most 64 KiB. */
  public String read(String name, Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new SettingException(name, file + " is larger than 64 KiB");
      }
      String content = Files.readString(file).trim();
      if (content.isEmpty()) {
        throw new SettingException(name, file + " is empty");
      }
      return content;
    } catch (IOException e) {
      throw new SettingException(name, file + " cannot be read as text");
    }
  }

  private static Path readable(String name, String text) {
    try {
      Path path = Path.of(text);
      if (Files.isRegularFile(path) && Files.isReadable(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      // Answered below.
    }
    throw new SettingException(name, "is not a readable file");
  }

  private static URI parseHttpUrl(String name, String text) {
    try {
      URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (http
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getQuery() == null
          && url.getFragment() == null
          && url.getPort() != 0
          && url.getPort() <= 65_535) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Answered below.
    }
    throw new SettingException(
        name, "must be a URL such as http://localhost:3000, without user, query and fragment");
  }

  private static Duration parseDuration(String name, String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new SettingException(
          name, "must be a number with a unit, such as 700ms, 10s, 5m or 1h");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  private static String written(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
