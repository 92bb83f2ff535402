package io.shapegate.policy;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Params;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileFilterTest {
  private static final int ENOUGH = 200;
  private static final int SOUPS = 30_000;
  private static final long SEED = 20_260_102;

  /** What the scanner and the parser know, and what they do not. */
  private static final List<String> INGREDIENTS = List.of(
      "a",
      "\"b\"",
      "\"",
      "'",
      "''",
      "'x'",
      "$1",
      "$",
      "1",
      "-",
      "1.5",
      "e9",
      "(",
      ")",
      ",",
      "=",
      "<>",
      "!",
      " ",
      " ",
      " ",
      "\n",
      "\t",
      "\f",
      "\0",
      " AND ",
      " OR ",
      " NOT ",
      " IN (",
      " BETWEEN ",
      " IS ",
      " NULL",
      " LIKE ",
      "TRUE",
      "--",
      "/*",
      "*/",
      ";",
      "::",
      "[",
      "]",
      ".",
      "\\",
      "é",
      "\ud83d\ude00",
      "\ud800",
      "\udc00",
      "E'",
      "SELECT",
      "user");

  static Stream<String> hostile() {
    return HostileFilters.all().stream();
  }

  /** However many parameters are sent, as a missing or unused one would be refused anyway. */
  @ParameterizedTest
  @MethodSource("hostile")
  void isRefused(String filter) {
    for (int n = 0; n <= 3; n++) {
      Params params = new Params(Collections.nCopies(n, "1"));
      String message = assertThrows(FilterException.class, () -> ClientFilter.parse(filter, params))
          .getMessage();
      assertShowable(message);
    }
  }

  @Test
  void thereAreEnoughOfThem() {
    assertTrue(new HashSet<>(HostileFilters.all()).size() >= ENOUGH);
  }

  @Test
  void everyBeginningAndEndOfAHostileFilterIsReadOrRefused() {
    for (String filter : HostileFilters.all()) {
      for (int i = 0; i <= filter.length(); i++) {
        read(filter.substring(0, i));
        read(filter.substring(i));
      }
    }
  }

  @Test
  void soupIsReadOrRefused() {
    Random random = new Random(SEED);
    int readable = 0;
    for (int i = 0; i < SOUPS; i++) {
      readable += read(soup(random, 1 + random.nextInt(8))) ? 1 : 0;
    }
    assertTrue(readable > SOUPS / 1000, "only " + readable + " were filters");
  }

  @Test
  void longFiltersNeitherGrowTheStackNorTakeLong() {
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
      for (String part : INGREDIENTS) {
        for (int length : new int[] {3_999, 4_000, 1_000_000}) {
          String filter = part.repeat(length / part.length());
          read(filter);
          read("a = 1 OR " + filter);
          read("a IN (1, " + filter);
        }
      }
    });
  }

  private static String soup(Random random, int parts) {
    StringBuilder soup = new StringBuilder();
    for (int i = 0; i < parts; i++) {
      soup.append(
          random.nextInt(8) == 0
              ? String.valueOf((char) random.nextInt(0x100))
              : INGREDIENTS.get(random.nextInt(INGREDIENTS.size())));
    }
    return soup.toString();
  }

  /** Whether it is a filter; anything but that and a refusal fails the test. */
  private static boolean read(String filter) {
    try {
      ClientFilter.parse(filter, new Params(List.of("v"))).render(1);
      return true;
    } catch (FilterException e) {
      assertShowable(e.getMessage());
    }
    try {
      ClientFilter.parse(filter, Params.NONE).render(1);
      return true;
    } catch (FilterException e) {
      assertShowable(e.getMessage());
      return false;
    }
  }

  private static void assertShowable(String message) {
    assertTrue(message.length() <= 300, message);
    assertTrue(message.chars().allMatch(c -> c >= ' ' && c < 0x7f), message);
  }
}
