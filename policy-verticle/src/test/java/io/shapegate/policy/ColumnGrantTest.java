package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Params;
import io.shapegate.contract.Shape;
import io.shapegate.contract.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every rule with every request over three columns. */
class ColumnGrantTest {
  private static final Columns ALL = Columns.parse("a,b,c");
  private static final List<Optional<Columns>> CHOICES = Stream.concat(
          Stream.of(Optional.<Columns>empty()),
          Stream.of("a", "b", "c", "a,b", "a,c", "b,c", "a,b,c")
              .map(text -> Optional.of(Columns.parse(text))))
      .toList();

  private record Case(
      Optional<Columns> columns,
      Optional<Columns> queryable,
      Optional<Columns> asked,
      Optional<Columns> askedQueryable) {
    Optional<ColumnGrant> grant() {
      return ColumnGrant.of(
          new Rule(
              "r",
              Rule.Effect.GRANT,
              100,
              TableName.parse("t"),
              TableName.parse("t"),
              new Audience(Audience.Kind.ANYONE, Set.of()),
              null,
              columns.orElse(null),
              queryable.orElse(null),
              false,
              true,
              Duration.ofSeconds(1)),
          new Shape(
              TableName.parse("t"),
              null,
              Params.NONE,
              asked.orElse(null),
              askedQueryable.orElse(null),
              null));
    }

    Columns mayRead() {
      return columns.orElse(ALL);
    }

    Columns mayQuery() {
      return queryable.or(() -> columns).orElse(ALL);
    }

    Columns wantsToRead() {
      return asked.orElse(ALL);
    }

    Columns wantsToQuery() {
      return askedQueryable.or(() -> asked).orElse(ALL);
    }
  }

  @Test
  void nothingIsEverReadBeyondTheRuleAndTheRequest() {
    eachGrant((test, grant) -> {
      Columns read = Optional.ofNullable(grant.columns()).orElse(ALL);
      assertTrue(test.mayRead().containsAll(read), test::toString);
      assertTrue(test.wantsToRead().containsAll(read), test::toString);
    });
  }

  @Test
  void nothingIsEverQueriedBeyondTheRuleAndTheRequest() {
    eachGrant((test, grant) -> {
      Columns queried = Optional.ofNullable(grant.queryable())
          .or(() -> Optional.ofNullable(grant.columns()))
          .orElse(ALL);
      assertTrue(!grant.subsets() || test.mayQuery().containsAll(queried), test::toString);
      assertTrue(!grant.subsets() || test.wantsToQuery().containsAll(queried), test::toString);
    });
  }

  @Test
  void whateverIsWithinTheRuleIsGrantedAsAsked() {
    eachCase(test -> {
      boolean within = test.asked.map(test.mayRead()::containsAll).orElse(true)
          && test.askedQueryable.map(test.mayQuery()::containsAll).orElse(true);
      Optional<ColumnGrant> grant = test.grant();
      assertEquals(within, grant.isPresent(), test::toString);
      grant.ifPresent(given -> {
        assertEquals(
            test.asked.or(() -> test.columns),
            Optional.ofNullable(given.columns()),
            test::toString);
        test.askedQueryable.ifPresent(
            queryable -> assertEquals(queryable, given.queryable(), test::toString));
      });
    });
  }

  private static void eachGrant(java.util.function.BiConsumer<Case, ColumnGrant> check) {
    eachCase(test -> test.grant().ifPresent(grant -> check.accept(test, grant)));
  }

  private static void eachCase(Consumer<Case> check) {
    for (Optional<Columns> columns : CHOICES) {
      for (Optional<Columns> queryable : CHOICES) {
        for (Optional<Columns> asked : CHOICES) {
          CHOICES.forEach(wanted -> check.accept(new Case(columns, queryable, asked, wanted)));
        }
      }
    }
  }
}
