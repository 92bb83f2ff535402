package io.shapegate.policy;

import io.shapegate.contract.Params;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Random filters over the table of {@link FilterPropertyIT}: by the grammar, slightly damaged, and hostile. */
final class ClientFilterGenerator {
  private static final List<Column> COLUMNS = List.of(
      new Column(
          List.of("id", "ID"),
          List.of("1", "7", "12", "-1", "1e1", "5.5", "+3", "007"),
          List.of("1", "7", "-1")),
      new Column(
          List.of("n", "N", "\"n\""),
          List.of("0", "1", "-2", "2147483647", "1.0", "1.5", "-0"),
          List.of("0", "2", " 1 ")),
      new Column(
          List.of("big"),
          List.of("0", "1", "-1.5e3", "2147483647"),
          List.of("9007199254740993", "-5000000000")),
      new Column(
          List.of("price"),
          List.of("0.10", "1e-1", "12.50", "1E+2", "-3"),
          List.of("0.1", "12.5", "NaN", "1e2")),
      new Column(
          List.of("ratio"),
          List.of("0.5", "1", "1e20", "-0.0"),
          List.of("0.5", "Infinity", "1e300")),
      new Column(
          List.of("label", "Label"),
          List.of(),
          List.of(
              "",
              "a",
              "A",
              "it's",
              "100%",
              "é",
              "x\ny",
              "$1",
              "--",
              "\ud83d\ude00",
              "a' OR 'b'='b")),
      new Column(List.of("code"), List.of(), List.of("abc", "abc ", "ABC", "toolongforit")),
      new Column(List.of("\"Quoted\""), List.of(), List.of("a", "b", "\"", "'")),
      new Column(List.of("\"user\""), List.of(), List.of("alice", "postgres", "bob")),
      new Column(List.of("\"a\"\"b\""), List.of("1", "2"), List.of("1", "2")),
      new Column(
          List.of("done", "DONE"), List.of("TRUE", "false", "True"), List.of("t", "no", "1")),
      new Column(List.of("open"), List.of("TRUE", "FALSE"), List.of("true", "off")),
      new Column(
          List.of("at"),
          List.of(),
          List.of("2026-01-01T00:00:00Z", "2026-01-02 12:00:00+02", "infinity")),
      new Column(List.of("day"), List.of(), List.of("2026-01-01", "2026-02-01", "epoch")),
      new Column(
          List.of("uid"),
          List.of(),
          List.of("00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-00000000000A")));
  private static final List<String> COMPARISONS = List.of("=", "<>", "!=", "<", "<=", ">", ">=");
  private static final List<String> PATTERNS =
      List.of("a%", "%", "_", "A_C", "%'%", "100%", "%\n%", "", "é", "2026%");
  private static final List<String> PARAM_PATTERNS = List.of("100\\%", "\\a", "a%", "x\\", "%b%");
  private static final List<String> FRAGMENTS = List.of(
      "(",
      ")",
      "NOT ",
      " AND ",
      " OR ",
      " IS ",
      "NULL",
      "TRUE",
      "'a'",
      "1",
      "n",
      "done",
      "items",
      "\"items\"",
      ",",
      "'",
      "\"",
      "$1",
      "$2",
      " = ",
      " IN (1)",
      " BETWEEN 1 AND ",
      " LIKE 'a'",
      "-",
      ";",
      "--",
      "/*",
      "\n",
      ".",
      "::text",
      "E",
      "current_user",
      " IS TRUE",
      " = TRUE",
      "ctid",
      "\\",
      "''");
  private static final Pattern TOKEN = Pattern.compile(
      "'(?:[^']|'')*+'|\"(?:[^\"]|\"\")*+\"|\\$?[A-Za-z0-9_.]+|[<>=!]+|\\s+|.", Pattern.DOTALL);

  private final Random random;
  private final List<String> hostile;
  private final List<String> values = new ArrayList<>();

  ClientFilterGenerator(Random random, List<String> hostile) {
    this.random = random;
    this.hostile = hostile;
  }

  /** By the grammar; Postgres may still say that types do not fit. */
  Filter valid() {
    values.clear();
    String where = condition(1 + random.nextInt(3));
    return new Filter(where, new Params(values));
  }

  /** A valid one with some of its words deleted, doubled, exchanged, or with others between them. */
  Filter mutated() {
    Filter filter = valid();
    List<String> tokens = new ArrayList<>(
        TOKEN.matcher(filter.where()).results().map(word -> word.group()).toList());
    for (int i = random.nextInt(3); i >= 0 && !tokens.isEmpty(); i--) {
      mutate(tokens);
    }
    return fitted(String.join("", tokens));
  }

  /** A hostile line or a soup of fragments, alone or next to a valid filter. */
  Filter hostile() {
    String bad = random.nextBoolean() ? pick(hostile) : soup();
    String good = valid().where();
    return fitted(
        switch (random.nextInt(4)) {
          case 0 -> bad;
          case 1 -> good + " OR " + bad;
          case 2 -> bad + " AND " + good;
          default -> good + bad;
        });
  }

  /** With as many parameters as a filter of that text might use. */
  private Filter fitted(String where) {
    int count = 0;
    while (where.contains("$" + (count + 1))) {
      count++;
    }
    List<String> fitted = new ArrayList<>(values);
    while (fitted.size() < count) {
      fitted.add("1");
    }
    return new Filter(where, new Params(fitted.subList(0, count)));
  }

  private void mutate(List<String> tokens) {
    int at = random.nextInt(tokens.size());
    switch (random.nextInt(5)) {
      case 0 -> tokens.remove(at);
      case 1 -> tokens.add(at, tokens.get(at));
      case 2 -> Collections.swap(tokens, at, random.nextInt(tokens.size()));
      case 3 -> tokens.add(at, pick(FRAGMENTS));
      default -> tokens.add(at, random.nextInt(4) == 0 ? pick(hostile) : " ");
    }
  }

  private String soup() {
    StringBuilder soup = new StringBuilder();
    for (int i = random.nextInt(8); i >= 0; i--) {
      soup.append(pick(FRAGMENTS));
    }
    return soup.toString();
  }

  private String condition(int depth) {
    if (depth == 0) {
      return predicate();
    }
    return switch (random.nextInt(8)) {
      case 0, 1 -> joined(" AND ", depth);
      case 2, 3 -> joined(" OR ", depth);
      case 4 -> any("NOT ", "not\n", "NOT NOT ") + condition(depth - 1);
      case 5 ->
        "(" + condition(depth - 1) + ")" + any(" IS ", " is not ") + any("TRUE", "FALSE", "NULL");
      case 6 -> "( " + condition(depth - 1) + ")";
      default -> predicate();
    };
  }

  /** Without parentheses now and then, so that precedence counts. */
  private String joined(String operator, int depth) {
    Supplier<String> part =
        () -> random.nextInt(3) == 0 ? condition(depth - 1) : "(" + condition(depth - 1) + ")";
    String joined = part.get() + operator + part.get();
    return random.nextBoolean() ? joined : joined + any(" AND ", " OR ", "\tor\n") + part.get();
  }

  private String predicate() {
    Column column = pick(COLUMNS);
    String name = pick(column.names());
    String not = any("", "", " NOT");
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> name + any("", " ") + pick(COMPARISONS) + " " + value(column);
      case 3 -> value(column) + any("", " ") + pick(COMPARISONS) + any("", " ") + name;
      case 4 ->
        name + " " + pick(COMPARISONS) + " "
            + pick(random.nextInt(8) == 0 ? pick(COLUMNS).names() : column.names());
      case 5, 6 -> name + not + " IN (" + list(column) + ")";
      case 7 ->
        name + not + " BETWEEN " + value(column) + " AND "
            + (random.nextInt(4) == 0 ? name : value(column));
      case 8 -> name + any(" IS NULL", " is not null");
      case 9 ->
        pick(random.nextInt(12) == 0 ? column.names() : List.of("label", "code", "\"Quoted\""))
            + not
            + any(" LIKE ", " ilike ")
            + pattern();
      case 10 ->
        any("done", "open") + any(" IS TRUE", " IS NOT TRUE", " is false", " IS NOT FALSE");
      default -> any("done", "open", "TRUE", "false", "NOT done");
    };
  }

  private String list(Column column) {
    StringBuilder list = new StringBuilder(value(column));
    for (int i = random.nextInt(4); i > 0; i--) {
      list.append(any(",", ", ")).append(value(column));
    }
    return list.toString();
  }

  private String pattern() {
    return random.nextBoolean()
        ? literal(pick(PATTERNS))
        : param(pick(random.nextBoolean() ? PATTERNS : PARAM_PATTERNS));
  }

  /** Now and then one for a column of another type. */
  private String value(Column column) {
    Column of = random.nextInt(30) == 0 ? pick(COLUMNS) : column;
    boolean text = of.literals().isEmpty() || random.nextInt(3) == 0;
    if (!text) {
      return pick(of.literals());
    }
    return random.nextBoolean() ? literal(pick(of.texts())) : param(pick(of.texts()));
  }

  /** A parameter is used again only for the same value, which mostly means the same type. */
  private String param(String value) {
    int known = random.nextInt(3) == 0 ? values.indexOf(value) : -1;
    if (known < 0) {
      values.add(value);
    }
    return "$" + (known < 0 ? values.size() : known + 1);
  }

  private static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  private String any(String... choices) {
    return pick(Arrays.asList(choices));
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  record Filter(String where, Params params) {}

  /** @param literals those that are no texts */
  private record Column(List<String> names, List<String> literals, List<String> texts) {}
}
