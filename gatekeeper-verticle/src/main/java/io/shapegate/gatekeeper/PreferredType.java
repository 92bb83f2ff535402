package io.shapegate.gatekeeper;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The type that a client would rather have of the two that we write. Source: RFC 9110, section 12.5.1. */
enum PreferredType {
  JSON("application/json"),
  TEXT("text/plain");

  private static final String WORD = "[a-z0-9!#$&^_.+*-]++";
  private static final String QUOTED = "\"(?:[^\"\\\\]|\\\\.)*+\"";
  private static final Pattern PARAMETER = Pattern.compile(
      "\\s*+;\\s*+(?:(?<name>" + WORD + ")\\s*+=\\s*+(?<value>" + WORD + "|" + QUOTED + "))?+");

  /** One media range with its parameters. Possessive, as a header may be 32 KiB long. */
  private static final Pattern RANGE = Pattern.compile("[\\s,]*+(?<type>" + WORD + "/" + WORD
      + ")(?<parameters>(?:\\s*+;\\s*+(?:" + WORD + "\\s*+=\\s*+(?:" + WORD + "|" + QUOTED
      + "))?+)*+)\\s*+(?:,|$)");

  private static final Pattern WEIGHT = Pattern.compile("0(?:\\.\\d{0,3})?+|1(?:\\.0{0,3})?+");

  private final String type;

  PreferredType(String type) {
    this.type = type;
  }

  /** JSON, unless text has the higher weight. A header that cannot be read counts up to where it can. */
  static PreferredType of(MultiMap headers) {
    String accept = String.join(",", headers.getAll(HttpHeaders.ACCEPT)).toLowerCase(Locale.ROOT);
    return TEXT.weightIn(accept) > JSON.weightIn(accept) ? TEXT : JSON;
  }

  /** Of the most specific range that fits; 0 where none does. */
  private double weightIn(String accept) {
    String family = type.substring(0, type.indexOf('/')) + "/*";
    int best = 0;
    double weight = 0;
    Matcher range = RANGE.matcher(accept);
    while (range.lookingAt()) {
      String given = range.group("type");
      int rank = given.equals(type) ? 3 : given.equals(family) ? 2 : given.equals("*/*") ? 1 : 0;
      if (rank > best) {
        best = rank;
        weight = weight(range.group("parameters"));
      }
      range.region(range.end(), accept.length());
    }
    return weight;
  }

  /** A weight that is no number from 0 to 1 counts as 0. */
  private static double weight(String parameters) {
    Matcher parameter = PARAMETER.matcher(parameters);
    while (parameter.find()) {
      if ("q".equals(parameter.group("name"))) {
        String value = parameter.group("value");
        return WEIGHT.matcher(value).matches() ? Double.parseDouble(value) : 0;
      }
    }
    return 1;
  }
}
