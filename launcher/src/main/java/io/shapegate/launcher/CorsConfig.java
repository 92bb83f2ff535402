package io.shapegate.launcher;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which web pages may read our answers.
 *
 * @param origins as browsers write them ({@code https://app.example.com}), or {@code *} for all
 */
public record CorsConfig(Set<String> origins) {
  static final String ALL = "*";
  private static final String SETTING = "CORS_ORIGINS";
  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.-]+(:[0-9]{1,5})?");

  /** Reads {@code CORS_ORIGINS}. */
  public static CorsConfig from(Settings settings) {
    Set<String> origins = Set.copyOf(settings.list(SETTING, ALL));
    boolean all = origins.equals(Set.of(ALL));
    if (!all && !origins.stream().allMatch(origin -> ORIGIN.matcher(origin).matches())) {
      throw new SettingException(
          SETTING, "must be * or a list of origins such as https://app.example.com");
    }
    return new CorsConfig(origins);
  }

  boolean allowsAll() {
    return origins.contains(ALL);
  }
}
