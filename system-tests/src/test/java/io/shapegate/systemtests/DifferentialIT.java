package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.develectric.ElectricReading;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Two parsers read each query: the proxy's, and Electric's as {@code dev-electric} has it. Whatever the proxy lets pass means
 * the granted shape to Electric, both as it was sent and as it arrives.
 */
class DifferentialIT {
  private static final int QUERIES = 6_000;
  private static final int ENOUGH = QUERIES / 5;

  /**
   * A shape that a token grants, and what it means to Electric.
   *
   * @param tables spellings of the table, all with the same meaning
   * @param columns spellings of each column; empty for all columns
   */
  record Grant(
      String schema,
      String table,
      List<String> tables,
      Optional<String> where,
      List<String> params,
      List<List<String>> columns,
      Set<String> columnNames) {
    JsonObject shape() {
      JsonObject numbered = new JsonObject();
      for (int i = 0; i < params.size(); i++) {
        numbered.put(String.valueOf(i + 1), params.get(i));
      }
      return new JsonObject()
          .put("namespace", schema.equals("public") ? null : quoted(schema))
          .put("table", quoted(table))
          .put("where", where.orElse(null))
          .put(
              "columns",
              columnNames.isEmpty()
                  ? null
                  : columnNames.stream().map(Grant::quoted).collect(Collectors.joining(",")))
          .put("params", numbered)
          .put("subsets", true);
    }

    private static String quoted(String name) {
      return '"' + name.replace("\"", "\"\"") + '"';
    }
  }

  private static final List<Grant> GRANTS = List.of(
      new Grant(
          "public",
          "items",
          List.of(
              "items",
              "ITEMS",
              "Items",
              "public.items",
              "\"items\"",
              "\"public\".\"items\"",
              "PUBLIC.\"items\""),
          Optional.of("org_id = $1"),
          List.of("a"),
          List.of(List.of("id", "ID", "\"id\""), List.of("title", "Title", "\"title\"")),
          Set.of("id", "title")),
      new Grant(
          "public",
          "items",
          List.of("items", "public.ITEMS"),
          Optional.empty(),
          List.of(),
          List.of(),
          Set.of()),
      new Grant(
          "public",
          "Items",
          List.of("\"Items\"", "public.\"Items\""),
          Optional.of("a = $1 AND b LIKE $2 AND c = '&?#%+ \u00e9'"),
          List.of("x' OR '1'='1", "%&=+#é\u4e16"),
          List.of(
              List.of("id"),
              List.of("\"Mixed\""),
              List.of("\"sp ace,\"\"x\""),
              List.of("é", "\"é\"")),
          Set.of("id", "Mixed", "sp ace,\"x", "é")),
      new Grant(
          "App.x",
          "a\"b",
          List.of("\"App.x\".\"a\"\"b\""),
          Optional.of("x"),
          List.of("", " ", "true"),
          List.of(),
          Set.of()),
      new Grant(
          "other",
          "éa",
          List.of("other.éa", "OTHER.éA", "\"other\".\"éa\""),
          Optional.of("org_id IN (SELECT org_id FROM memberships WHERE user_id = $1)"),
          List.of("{1,2}"),
          List.of(List.of("a"), List.of("a_1", "A_1"), List.of("_$", "\"_$\"")),
          Set.of("a", "a_1", "_$")));

  @Test
  void bothReadWhatPassesInTheSameWay() throws Exception {
    long seed = System.nanoTime();
    System.out.println("DifferentialIT: seed " + seed);
    Random random = new Random(seed);
    QueryGenerator generator = new QueryGenerator(random);
    int passed = 0;
    try (ProxyFixture proxy = new ProxyFixture(Map.of());
        KeptConnection client = new KeptConnection(proxy.port)) {
      for (int i = 0; i < QUERIES; i++) {
        Grant grant = GRANTS.get(i % GRANTS.size());
        passed += check(proxy, client, grant, generator.query(grant)) ? 1 : 0;
      }
    }
    assertTrue(passed > ENOUGH && passed < QUERIES - ENOUGH, passed + " of " + QUERIES + " passed");
  }

  /** Whether it passed. */
  private static boolean check(ProxyFixture proxy, KeptConnection client, Grant grant, String query)
      throws Exception {
    proxy.upstream.reset();
    RawHttp.Answer answer = client.ask("GET /v1/shape?" + query
        + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
        + ShapeTokens.of(grant.shape().encode()) + "\r\n\r\n");
    if (answer.status() != 200) {
      assertTrue(answer.status() == 400 || answer.status() == 403, query + "\n" + answer.text());
      proxy.assertNothingArrived();
      return false;
    }
    String line = proxy.onlyArrival().requestLine();
    String arrived = line.substring(line.indexOf('?') + 1, line.lastIndexOf(' '));
    assertMeans(grant, query, arrived);
    return true;
  }

  private static void assertMeans(Grant grant, String sent, String arrived) {
    Optional<ElectricReading> original = reading(sent);
    Optional<ElectricReading> rewritten = reading(arrived);
    assertEquals(original.isPresent(), rewritten.isPresent(), "refused by Electric: " + sent);
    if (rewritten.isEmpty()) {
      return;
    }
    ElectricReading read = rewritten.get();
    ElectricReading meant = original.orElseThrow();
    assertEquals(meaning(grant), shape(read), "what arrives: " + arrived);
    assertEquals(meaning(grant), shape(meant), "what was sent: " + sent);
    Set<String> queryable =
        grant.columnNames().isEmpty() ? null : new TreeSet<>(grant.columnNames());
    assertEquals(queryable, read.queryableColumns(), arrived);
    assertEquals(meant.position(), read.position(), sent);
    assertEquals(meant.subset(), read.subset(), sent);
    assertEquals(meant.fullReplica(), read.fullReplica(), sent);
  }

  /** Empty where Electric would answer 400, which nobody can be harmed by. */
  private static Optional<ElectricReading> reading(String query) {
    try {
      return Optional.of(ElectricReading.of(query));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static List<Object> shape(ElectricReading read) {
    return List.of(
        read.schema(),
        read.table(),
        Optional.ofNullable(read.where()),
        read.params(),
        Optional.ofNullable(read.columns()));
  }

  private static List<Object> meaning(Grant grant) {
    Map<Integer, String> params = new TreeMap<>();
    for (int i = 0; i < grant.params().size(); i++) {
      params.put(i + 1, grant.params().get(i));
    }
    return List.of(
        grant.schema(),
        grant.table(),
        grant.where(),
        params,
        grant.columnNames().isEmpty()
            ? Optional.empty()
            : Optional.of(new TreeSet<>(grant.columnNames())));
  }
}
