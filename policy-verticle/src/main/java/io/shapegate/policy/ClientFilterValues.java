package io.shapegate.policy;

import io.shapegate.contract.Params;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers the values of a rendering in the order of their first use. */
final class ClientFilterValues {
  private final int firstNumber;
  private final Params params;
  private final List<String> values = new ArrayList<>();
  private final Map<Integer, String> renumbered = new HashMap<>();

  ClientFilterValues(int firstNumber, Params params) {
    this.firstNumber = firstNumber;
    this.params = params;
  }

  /** Each text has a number of its own, as equal texts may be of different types. */
  String text(String value) {
    values.add(value);
    return "$" + (firstNumber + values.size() - 1);
  }

  /** A parameter of the client keeps one number, however often it is used. */
  String param(int number) {
    return renumbered.computeIfAbsent(number, client -> text(params.values().get(client - 1)));
  }

  List<String> values() {
    return values;
  }
}
