package io.shapegate.contract;

import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.Decision.Deny;
import io.shapegate.contract.Decision.Trace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Requests and decisions of every form that the records take, with texts that are hard to write and to read. */
final class RandomContract {
  private static final List<String> PIECES = List.of(
      "a",
      "Z",
      "_",
      "9",
      "$1",
      "-",
      ".",
      ",",
      " ",
      "\"",
      "'",
      "\\",
      "/",
      "\n",
      "ü",
      "\u0130",
      "\u212A",
      "\u2028",
      "\u202E",
      "é",
      "中",
      "\uD83D\uDE00",
      "{}",
      "()",
      "\u007f",
      "\u0001");
  private static final int MAX_NAME_BYTES = 63;

  private final Random random;

  RandomContract(long seed) {
    random = new Random(seed);
  }

  PolicyRequest request() {
    return new PolicyRequest(text(1, 20), subject(), shape(), random.nextBoolean());
  }

  Decision decision() {
    return random.nextBoolean() ? allow() : deny();
  }

  private Allow allow() {
    long seconds = random.nextBoolean() ? 1 + random.nextInt(86_400) : Long.MAX_VALUE;
    return new Allow(
        shape(),
        random.nextBoolean(),
        Duration.ofSeconds(seconds),
        random.nextBoolean() ? null : text(0, 600),
        trace());
  }

  private Deny deny() {
    return new Deny("a" + "b_9".repeat(random.nextInt(22)), text(1, 100), trace());
  }

  private Trace trace() {
    List<String> rules = listOf(random.nextInt(5), () -> text(0, 30));
    return new Trace(rules, random.nextBoolean() ? null : object(3));
  }

  private Subject subject() {
    return random.nextInt(4) == 0
        ? Subject.ANONYMOUS
        : new Subject(text(1, 40), random.nextBoolean(), object(3));
  }

  private Shape shape() {
    String where = random.nextBoolean() ? null : "x" + text(0, 50);
    List<String> params = where == null ? List.of() : listOf(random.nextInt(12), () -> text(0, 10));
    return new Shape(
        new TableName(random.nextBoolean() ? TableName.PUBLIC : name(), name()),
        where,
        new Params(params),
        columns(),
        columns(),
        pick(null, Replica.DEFAULT, Replica.FULL));
  }

  private Columns columns() {
    Set<Identifier> names = new LinkedHashSet<>(listOf(random.nextInt(4), this::name));
    return names.isEmpty() ? null : new Columns(names);
  }

  private Identifier name() {
    StringBuilder name = new StringBuilder(pick("a", "\"", "Z", "9", "my-", "ü"));
    for (String piece : listOf(random.nextInt(30), () -> pick(PIECES.toArray(String[]::new)))) {
      if ((name + piece).getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES) {
        name.append(piece);
      }
    }
    return new Identifier(name.toString());
  }

  private String text(int min, int max) {
    int count = min + random.nextInt(max - min + 1) / 3;
    return listOf(count, () -> pick(PIECES.toArray(String[]::new))).stream()
        .collect(Collectors.joining());
  }

  private JsonObject object(int depth) {
    JsonObject object = new JsonObject();
    for (int i = random.nextInt(4); i > 0; i--) {
      object.put(text(0, 9), value(depth));
    }
    return object;
  }

  private Object value(int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      return random.nextBoolean()
          ? object(depth - 1)
          : new JsonArray(listOf(random.nextInt(3), () -> value(depth - 1)));
    }
    return pick(null, true, 7, 1.5, text(0, 9), Long.MAX_VALUE);
  }

  @SafeVarargs
  final <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }

  private static <T> List<T> listOf(int count, Supplier<T> next) {
    List<T> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(next.get());
    }
    return list;
  }
}
