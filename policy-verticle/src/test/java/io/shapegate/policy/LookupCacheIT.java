package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Subject;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** For how long the result of a lookup counts, and for whom. */
@Tag("slow")
class LookupCacheIT extends LookupCases {
  @Test
  void aResultIsUsedAgainUntilItsTimeIsOver() {
    lookup("l", "SELECT org FROM members WHERE who = :sub", false, 2);
    rule("uses-l", "t", "i = ANY(:l)");
    enableOnly("uses-l");
    long asked = System.nanoTime();
    assertEquals("{7,9}", value(policy.decide(subject("alice"), "t")));

    database.run("INSERT INTO members VALUES ('alice', 11)");

    if (since(asked).toMillis() < 1_500) {
      assertEquals("{7,9}", value(policy.decide(subject("alice"), "t")));
    }
    assertEquals("{3}", value(policy.decide(subject("bob"), "t")));
    PolicyProcess.awaitTrue(() -> value(policy.decide(subject("alice"), "t")).equals("{11,7,9}"));
    assertTrue(since(asked).toMillis() >= 2_000, since(asked)::toString);
    assertTrue(since(asked).toMillis() < 6_000, since(asked)::toString);
  }

  @Test
  void withoutACacheEveryDecisionAsks() {
    lookup("l", "SELECT org FROM members WHERE who = :sub", false, 0);
    rule("uses-l", "t", "i = ANY(:l)");
    enableOnly("uses-l");
    for (int org = 20; org < 25; org++) {
      database.run("UPDATE members SET org = " + org + " WHERE who = 'bob'");
      assertEquals("{" + org + "}", value(policy.decide(subject("bob"), "t")));
    }
  }

  @Test
  void aFailureIsNotKept() {
    lookup(
        "l",
        "SELECT 7 / (SELECT org FROM members WHERE who = 'a') FROM members m WHERE who = :sub AND pg_sleep(CASE WHEN note = 'slow' THEN 10 ELSE 0 END) IS NOT NULL",
        false,
        300);
    rule("uses-l", "t", "i = ANY(:l)");
    enableOnly("uses-l");
    database.run("UPDATE members SET note = 'slow' WHERE who = 'bob'");
    assertThrows(ReplyException.class, () -> policy.decide(subject("bob"), "t"));

    database.run("UPDATE members SET note = 'quick' WHERE who = 'bob'");

    assertEquals("{0}", value(policy.decide(subject("bob"), "t")));
  }

  @Test
  void aChangedQueryCountsAtOnce() {
    lookup("l", "SELECT org FROM members WHERE who = :sub", false, 300);
    rule("uses-l", "t", "i = ANY(:l)");
    enableOnly("uses-l");
    assertEquals("{7,9}", value(policy.decide(subject("alice"), "t")));

    policy.change(database, "UPDATE shapegate.lookups SET query = 'SELECT 1'");
    assertEquals("{1}", value(policy.decide(subject("alice"), "t")));

    policy.change(database, "DELETE FROM shapegate.lookups");
    assertEquals("no_rule", value(policy.decide(subject("alice"), "t")));
  }

  @Test
  void nobodyGetsTheValueOfAnother() {
    lookup("l", "SELECT concat(:sub::text, '/', :claims.tenant::text)", false, 300);
    rule("uses-l", "t", "s = ANY(:l)");
    enableOnly("uses-l");
    List<Subject> people = Stream.of("a", "b", "a/b", "{a}")
        .flatMap(who -> Stream.of("a", "b", "b/a", "/")
            .map(tenant -> new Subject(who, false, new JsonObject().put("tenant", tenant))))
        .toList();

    for (int round = 0; round < 3; round++) {
      List<Future<Decision>> answers =
          people.stream().map(person -> policy.ask(person, "t")).toList();
      for (int i = 0; i < people.size(); i++) {
        Subject person = people.get(i);
        String expected = ArrayLiteral.of(new io.vertx.core.json.JsonArray()
                .add(person.id() + "/" + person.claims().getString("tenant")))
            .orElseThrow();
        assertEquals(expected, value(PolicyProcess.await(answers.get(i))));
      }
    }
  }
}
