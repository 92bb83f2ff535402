package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;

/** Values that vary from run to run: what was recorded must always correspond to the same value of ours. */
final class Correspondence {
  private final String what;
  private final Map<String, String> ours = new HashMap<>();
  private final Map<String, String> recorded = new HashMap<>();

  Correspondence(String what) {
    this.what = what;
  }

  void meet(String recordedValue, String ourValue) {
    assertTrue(ourValue.matches("[0-9-]+"), what + " is " + ourValue);
    String known = ours.putIfAbsent(recordedValue, ourValue);
    assertEquals(
        known == null ? ourValue : known, ourValue, what + ", recorded as " + recordedValue);
    String reverse = recorded.putIfAbsent(ourValue, recordedValue);
    assertEquals(
        reverse == null ? recordedValue : reverse,
        recordedValue,
        what + " " + ourValue + " recorded as");
  }

  /** For values that may be met before what they refer to: only compared when known. */
  void meetIfKnown(String recordedValue, String ourValue) {
    assertTrue(ourValue.matches("[0-9]+"), what + " is " + ourValue);
    String known = ours.get(recordedValue);
    assertEquals(
        known == null ? ourValue : known, ourValue, what + ", recorded as " + recordedValue);
  }

  String ours(String recordedValue) {
    return ours.getOrDefault(recordedValue, recordedValue);
  }
}
