package io.shapegate.systemtests;

import static java.util.Map.entry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Queries for a granted shape: spelled in one of many ways, and half of them with something wrong. */
final class QueryGenerator {
  /** Names and values that Electric, or a careless reader, could take for another parameter. */
  private static final List<String> NAMES = List.of(
      "table",
      "where",
      "columns",
      "queryable_columns",
      "replica",
      "params",
      "params[1]",
      "params[01]",
      "params[2]",
      "params[]",
      "params[1][a]",
      "table[]",
      "where[]",
      "columns[]",
      "columns[0]",
      "Table",
      " table",
      "offset",
      "handle",
      "live",
      "live_sse",
      "log",
      "cursor",
      "secret",
      "api_secret",
      "subset[where]",
      "subset__where",
      "subset__table",
      "subset",
      "unknown",
      "");

  private static final List<String> VALUES = List.of(
      "",
      " ",
      "secrets",
      "items",
      "ITEMS",
      "\"Items\"",
      "public.items",
      "true",
      "false",
      "0",
      "1",
      "id",
      "id,title",
      "org_id = $1",
      "1=1",
      "full",
      "default",
      "-1",
      "0_0",
      "a&table=secrets",
      "a=b",
      "é",
      "\u212a",
      "\0");

  private final Random random;

  QueryGenerator(Random random) {
    this.random = random;
  }

  String query(DifferentialIT.Grant grant) {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    pairs.add(entry("table", pick(grant.tables())));
    grant.where().ifPresent(where -> pairs.add(entry("where", where)));
    for (int i = 0; i < grant.params().size(); i++) {
      pairs.add(entry("params[" + (i + 1) + "]", grant.params().get(i)));
    }
    if (!grant.columns().isEmpty()) {
      pairs.add(entry("columns", columns(grant.columns())));
      if (random.nextInt(4) == 0) {
        pairs.add(entry("queryable_columns", columns(grant.columns())));
      }
    }
    pairs.addAll(position());
    for (int i = random.nextBoolean() ? 0 : 1 + random.nextInt(2); i > 0; i--) {
      mutate(pairs);
    }
    Collections.shuffle(pairs, random);
    return pairs.stream()
        .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
        .map(this::sometimesBroken)
        .collect(Collectors.joining("&"));
  }

  private List<Map.Entry<String, String>> position() {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    switch (random.nextInt(4)) {
      case 0 -> pairs.add(entry("offset", "-1"));
      case 1 -> pairs.add(entry("offset", "now"));
      default -> {
        pairs.add(
            entry("offset", random.nextInt(1000) + "_" + (random.nextBoolean() ? "inf" : "7")));
        pairs.add(entry("handle", "12-" + random.nextInt(1000)));
        if (random.nextBoolean()) {
          pairs.add(entry("live", pick(List.of("true", "false"))));
        }
      }
    }
    optionally(pairs, "log", List.of("full", "changes_only"));
    optionally(pairs, "replica", List.of("full", "default"));
    optionally(pairs, "cursor", List.of("", "12"));
    optionally(pairs, "subset__where", List.of("id > 5", "title = 'a&b'"));
    optionally(pairs, "subset__limit", List.of("0", "5"));
    optionally(pairs, "unknown", VALUES);
    return pairs;
  }

  private void optionally(List<Map.Entry<String, String>> pairs, String name, List<String> values) {
    if (random.nextInt(5) == 0) {
      pairs.add(entry(name, pick(values)));
    }
  }

  private void mutate(List<Map.Entry<String, String>> pairs) {
    int at = random.nextInt(pairs.size());
    Map.Entry<String, String> pair = pairs.get(at);
    switch (random.nextInt(6)) {
      case 0 -> pairs.remove(at);
      case 1 -> pairs.add(pair);
      case 2 -> pairs.set(at, entry(pair.getKey(), pick(VALUES)));
      case 3 -> pairs.set(at, entry(pick(NAMES), pair.getValue()));
      case 4 -> pairs.set(at, entry(pair.getKey(), pair.getValue() + pick(VALUES)));
      default -> pairs.add(entry(pick(NAMES), pick(VALUES)));
    }
    if (pairs.isEmpty()) {
      pairs.add(entry("table", "items"));
    }
  }

  private String columns(List<List<String>> spellings) {
    List<List<String>> shuffled = new ArrayList<>(spellings);
    Collections.shuffle(shuffled, random);
    return shuffled.stream().map(this::pick).collect(Collectors.joining(","));
  }

  /** A plain character may be encoded, any other must be; a blank may be a plus sign. */
  private String encoded(String text) {
    int often = random.nextInt(3) == 0 ? 3 : 40;
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > 0 && (Character.isLetterOrDigit(b) || "-._~[]$,'():*".indexOf(b) >= 0);
      if (plain && random.nextInt(often) > 0) {
        encoded.append((char) b);
      } else if (b == ' ' && random.nextBoolean()) {
        encoded.append('+');
      } else {
        encoded.append(random.nextBoolean() ? "%%%02X".formatted(b) : "%%%02x".formatted(b));
      }
    }
    return encoded.toString();
  }

  private String sometimesBroken(String pair) {
    return switch (random.nextInt(120)) {
      case 0 -> pair + "%";
      case 1 -> pair + "%zz";
      case 2 -> pair + "%ff";
      case 3 -> pair.replace("=", "");
      case 4 -> pair + "&";
      case 5 -> pair + ";x=y";
      default -> pair;
    };
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
