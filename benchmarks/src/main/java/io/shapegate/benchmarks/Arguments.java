package io.shapegate.benchmarks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the command was asked for.
 *
 * @param suites none for all
 * @param only the numbers of the contenders to measure; none for all
 */
record Arguments(Set<String> suites, Pace pace, Set<String> only) {
  private static final String ONLY = "--only";
  private static final String FIRST_EXTRA = "09";

  /** Empty where there is a word that nobody knows. */
  static Optional<Arguments> parse(List<String> words, Set<String> known) {
    Set<String> suites = new TreeSet<>();
    Set<String> only = new TreeSet<>();
    Pace pace = Pace.FULL;
    Deque<String> left = new ArrayDeque<>(words);
    while (!left.isEmpty()) {
      String word = left.pop();
      if (word.equals("--smoke")) {
        pace = Pace.SMOKE;
      } else if (word.equals("--quick")) {
        pace = Pace.QUICK;
      } else if (word.equals(ONLY) && !left.isEmpty()) {
        only.addAll(List.of(left.pop().split(",", -1)));
      } else if (known.contains(word)) {
        suites.add(word);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new Arguments(suites, pace, only));
  }

  boolean asksFor(String suite) {
    return suites.isEmpty() || suites.contains(suite);
  }

  /** The extras are for those who ask for them, or have the time. */
  boolean asksForContender(String number) {
    return only.isEmpty()
        ? pace.equals(Pace.FULL) || number.compareTo(FIRST_EXTRA) < 0
        : only.contains(number);
  }

  /** Whether everything is measured, at full length. */
  boolean isWhole() {
    return pace.equals(Pace.FULL) && only.isEmpty();
  }
}
