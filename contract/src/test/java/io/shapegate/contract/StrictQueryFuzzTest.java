package io.shapegate.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;

/** Any bytes as a query, and as a text that goes into one. */
@Timeout(20)
final class StrictQueryFuzzTest {
  @FuzzTest
  void aQueryHasOneReadingOrNone(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    try {
      readsTheSameEverywhere(text, StrictQuery.parse(text));
    } catch (ContractException expected) {
      // Refused: nothing else may be thrown.
    }
    isReadAsItWasWritten(text);
  }

  private static void readsTheSameEverywhere(String query, Map<String, String> values) {
    assertEquals(lenient(query), values);
    String written = values.entrySet().stream()
        .map(pair ->
            UpstreamQuery.encode(pair.getKey()) + '=' + UpstreamQuery.encode(pair.getValue()))
        .collect(Collectors.joining("&"));
    assertEquals(
        List.copyOf(values.entrySet()), List.copyOf(StrictQuery.parse(written).entrySet()));
    if (!values.isEmpty()) {
      assertThrows(ContractException.class, () -> StrictQuery.parse(query + '&' + written));
    }
  }

  /** What a decoder makes of it that lets the last of two win, and decodes whatever it can. */
  private static Map<String, String> lenient(String query) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String[] sides = pair.split("=", 2);
      values.put(
          URLDecoder.decode(sides[0], UTF_8),
          sides.length < 2 ? "" : URLDecoder.decode(sides[1], UTF_8));
    }
    return values;
  }

  private static void isReadAsItWasWritten(String text) {
    String encoded = UpstreamQuery.encode(text);
    assertTrue(encoded.chars().allMatch(c -> c > ' ' && c < 0x7f && "&=+#?/".indexOf(c) < 0));
    if (text.indexOf(0) >= 0) {
      assertThrows(ContractException.class, () -> StrictQuery.decodeSegment(encoded));
    } else {
      assertEquals(text, StrictQuery.decodeSegment(encoded));
      assertEquals(Map.of("a", text, "b", ""), StrictQuery.parse("a=" + encoded + "&b"));
    }
  }
}
