package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.policy.ClientFilter.Rendered;
import io.shapegate.policy.ClientFilterGenerator.Filter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * For random filters of which each is accepted: written anew it selects the same rows as the original, and next to a rule it
 * never adds a row to the rule's.
 */
class FilterPropertyIT {
  private static final String TABLE = """
      CREATE TABLE items (id int PRIMARY KEY, n int, big bigint, price numeric, ratio float8, label text, code varchar(8),
        "Quoted" text, "user" text, "a""b" int, done boolean, open boolean NOT NULL, at timestamptz, day date, uid uuid);
      INSERT INTO items SELECT id,
        (ARRAY[0, 1, -2, 2, NULL, 2147483647])[1 + id % 6],
        (ARRAY[0, 1, -1500, 9007199254740993, NULL, 2147483647, -5000000000])[1 + id % 7],
        (ARRAY[0.1, 12.5, 100, -3, NULL, 'NaN'])[1 + id % 6],
        (ARRAY[0.5, 1, 1e20, 0, NULL, 'Infinity', 1e300])[1 + id % 7],
        (ARRAY['', 'a', 'A', 'it''s', '100%', 'é', E'x\\ny', '$1', '--', '\ud83d\ude00', NULL])[1 + id % 11],
        (ARRAY['abc', 'abc ', 'ABC', NULL])[1 + id % 4],
        (ARRAY['a', 'b', '"', '''', NULL])[1 + id / 2 % 5],
        (ARRAY['alice', 'bob', 'postgres', NULL])[1 + id / 3 % 4],
        (ARRAY[1, 2, NULL])[1 + id / 4 % 3],
        (ARRAY[true, false, NULL])[1 + id % 3],
        id % 2 = 0,
        (ARRAY['2026-01-01T00:00:00Z', '2026-01-02 12:00:00+02', 'infinity', NULL])[1 + id / 5 % 4]::timestamptz,
        (ARRAY['2026-01-01', '2026-02-01', 'epoch', NULL])[1 + id / 2 % 4]::date,
        (ARRAY['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000000a', NULL])[1 + id / 7 % 3]::uuid
      FROM generate_series(1, 60) AS id;
      CREATE TABLE memberships (who text, n int);
      INSERT INTO memberships VALUES ('alice', 0), ('alice', 1), ('bob', 2)""";

  private static final List<Rule> RULES = List.of(
      new Rule("n = $1", List.of("1")),
      new Rule("n = ANY($1) AND open", List.of("{0,1,2}")),
      new Rule("label = $1 OR done", List.of("a' OR 'a'='a")),
      new Rule(
          "n IN (SELECT n FROM memberships WHERE who = $1) OR uid = $2",
          List.of("alice", "00000000-0000-0000-0000-000000000001")),
      new Rule("(id > $1) OR (\"user\" = $2 AND id < $3)", List.of("50", "bob", "30")),
      new Rule("false", List.of()),
      new Rule("done", List.of()));

  private static final int COUNT = Integer.getInteger("shapegate.filters", 6_000);
  private static final long SEED = Long.getLong("shapegate.filters.seed", System.nanoTime());

  private final Random random = new Random(SEED);
  private final ClientFilterGenerator generator =
      new ClientFilterGenerator(random, HostileFilters.all());
  private int accepted;
  private int selecting;

  @Test
  @Timeout(300)
  void aRenderedFilterSelectsTheSameRowsAndNeverMoreThanARule() throws SQLException {
    System.out.println(
        "FilterPropertyIT: -Dshapegate.filters.seed=" + SEED + " -Dshapegate.filters=" + COUNT);
    TestDatabase database = TestDatabase.create();
    database.run(TABLE);
    try (ItemRows rows = new ItemRows(database)) {
      RULES.forEach(
          rule -> assertNotEquals(ItemRows.ERROR, rows.where(rule.where(), rule.values())));
      for (int i = 0; i < COUNT; i++) {
        check(i, rows);
      }
    }
    System.out.println("FilterPropertyIT: " + accepted + " accepted, " + selecting
        + " of them with some of the rows");
    assertTrue(accepted > COUNT / 3, "only " + accepted + " filters were accepted");
    assertTrue(selecting > COUNT / 4, "only " + selecting + " filters selected some of the rows");
  }

  private void check(int i, ItemRows rows) {
    Filter filter =
        i % 3 == 0 ? generator.valid() : i % 3 == 1 ? generator.mutated() : generator.hostile();
    Optional<ClientFilter> parsed = parsed(filter, i % 3 == 0);
    if (parsed.isPresent()) {
      accepted++;
      List<String> original = rows.where(filter.where(), filter.params().values());
      checkSameRows(filter, original, parsed.get().render(1), rows);
      checkSubset(filter, original, parsed.get(), rows);
    }
  }

  private static Optional<ClientFilter> parsed(Filter filter, boolean valid) {
    try {
      return Optional.of(ClientFilter.parse(filter.where(), filter.params()));
    } catch (FilterException e) {
      assertTrue(!valid, () -> report(filter, "refused: " + e.getMessage()));
      return Optional.empty();
    }
  }

  private void checkSameRows(
      Filter filter, List<String> original, Rendered rendered, ItemRows rows) {
    List<String> anew = rows.where(rendered.sql(), rendered.values());

    assertEquals(original, anew, () -> report(filter, rendered.toString()));
    boolean some = original.size() < ItemRows.ALL && !original.equals(ItemRows.ERROR);
    selecting += some && !original.isEmpty() ? 1 : 0;
  }

  /** The rows of both, no more and no fewer; the order of the conditions must not matter. */
  private void checkSubset(
      Filter filter, List<String> original, ClientFilter parsed, ItemRows rows) {
    Rule rule = rule(rows);
    Rendered rendered = parsed.render(rule.values().size() + 1);
    List<String> values = new ArrayList<>(rule.values());
    values.addAll(rendered.values());
    List<String> granted = rows.where(rule.where(), rule.values());
    List<String> both = random.nextBoolean()
        ? rows.where("(" + rule.where() + ") AND (" + rendered.sql() + ")", values)
        : rows.where("(" + rendered.sql() + ") AND (" + rule.where() + ")", values);

    boolean holds = original.equals(ItemRows.ERROR)
        ? both.equals(ItemRows.ERROR) || granted.containsAll(both)
        : both.equals(granted.stream().filter(original::contains).toList());
    assertTrue(
        holds, () -> report(filter, rule + " AND " + rendered + ": " + both + " of " + granted));
  }

  /** A random one every other time, if it is one that Postgres understands. */
  private Rule rule(ItemRows rows) {
    Filter filter = generator.valid();
    List<String> values = filter.params().values();
    return random.nextBoolean() || rows.where(filter.where(), values).equals(ItemRows.ERROR)
        ? RULES.get(random.nextInt(RULES.size()))
        : new Rule(filter.where(), values);
  }

  private static String report(Filter filter, String found) {
    return ("seed " + SEED + ", " + filter + ", " + found).replace("\n", "\\n");
  }

  private record Rule(String where, List<String> values) {}
}
