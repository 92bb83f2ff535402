package io.shapegate.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  private static final Set<String> KNOWN = Set.of("gatekeeper", "proxy");

  @Test
  void withoutAWordEverythingIsMeasuredAtFullLength() {
    Arguments arguments = parse("");

    assertTrue(arguments.asksFor("gatekeeper"));
    assertTrue(arguments.asksFor("proxy"));
    assertTrue(arguments.asksForContender("09"));
    assertTrue(arguments.isWhole());
  }

  @Test
  void partsOfIt() {
    Arguments arguments = parse("proxy --only 04,07 --quick");

    assertFalse(arguments.asksFor("gatekeeper"));
    assertTrue(arguments.asksForContender("07"));
    assertFalse(arguments.asksForContender("08"));
    assertEquals(Pace.QUICK, arguments.pace());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--smoke", "--quick", "--only 07"})
  void whatIsShorterIsNoResult(String words) {
    assertFalse(parse(words).isWhole());
  }

  @Test
  void extrasAreLeftOutOfAShortRun() {
    assertTrue(parse("--smoke").asksForContender("08"));
    assertFalse(parse("--smoke").asksForContender("09"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--fast", "policy", "--only"})
  void anUnknownWordIsRefused(String words) {
    assertEquals(Optional.empty(), Arguments.parse(words(words), KNOWN));
  }

  private static Arguments parse(String words) {
    return Arguments.parse(words(words), KNOWN).orElseThrow();
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }
}
