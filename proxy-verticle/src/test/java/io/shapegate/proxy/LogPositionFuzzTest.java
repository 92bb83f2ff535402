package io.shapegate.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.shapegate.contract.ContractException;
import io.shapegate.contract.UpstreamQuery;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Timeout;

/** Any lines {@code name=value} as decoded parameters. */
@Timeout(20)
final class LogPositionFuzzTest {
  @FuzzTest
  void whatIsTakenHasAFormThatElectricGivesOut(byte[] bytes) {
    Map<String, String> query = new HashMap<>();
    for (String line : new String(bytes, UTF_8).split("\n", -1)) {
      String[] sides = line.split("=", 2);
      query.put(sides[0], sides.length < 2 ? "" : sides[1]);
    }
    Map<String, String> taken;
    try {
      taken = LogPosition.from(query).parameters();
    } catch (ContractException refused) {
      return;
    }
    Map<String, String> known = new HashMap<>(query);
    known.keySet().retainAll(LogPosition.NAMES);
    assertEquals(known, taken);
    taken.forEach((name, value) -> assertEquals(value, UpstreamQuery.encode(value)));
    taken.forEach((name, value) -> assertTrue(hasForm(name, value), () -> name + '=' + value));
  }

  private static boolean hasForm(String name, String value) {
    return switch (name) {
      case "offset" -> value.equals("-1") || value.equals("now") || isOffset(value.split("_", -1));
      case "live", "live_sse", "experimental_live_sse" ->
        value.equals("true") || value.equals("false");
      case "cursor" -> value.isEmpty() || isNumber(value);
      case "log" -> value.equals("full") || value.equals("changes_only");
      default -> !value.isEmpty() && value.length() <= 128;
    };
  }

  private static boolean isOffset(String[] parts) {
    return parts.length == 2
        && isNumber(parts[0])
        && (isNumber(parts[1]) || parts[1].equals("inf"));
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= 20
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
