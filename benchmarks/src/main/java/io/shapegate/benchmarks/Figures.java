package io.shapegate.benchmarks;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Every figure of every contender, in each round; what counts is the median. */
final class Figures {
  private final Map<String, Map<Figure, List<Double>>> rounds = new TreeMap<>();

  void add(String contender, Figure figure, double value) {
    rounds
        .computeIfAbsent(contender, name -> new EnumMap<>(Figure.class))
        .computeIfAbsent(figure, first -> new ArrayList<>())
        .add(value);
  }

  /** In the order of their numbers. */
  Set<String> contenders() {
    return rounds.keySet();
  }

  /** Not a number where it was not measured. */
  double median(String contender, Figure figure) {
    return median(values(contender, figure));
  }

  private List<Double> values(String contender, Figure figure) {
    return rounds.getOrDefault(contender, Map.of()).getOrDefault(figure, List.of());
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  String text(String contender, Figure figure) {
    return figure.text(median(contender, figure));
  }

  /** How many times that of the other one it is: the median of what it was in each round, as a machine has better times. */
  String ratio(String contender, String other, Figure figure) {
    List<Double> values = values(contender, figure);
    List<Double> others = values(other, figure);
    List<Double> ratios = IntStream.range(0, Math.min(values.size(), others.size()))
        .mapToObj(round -> values.get(round) / others.get(round))
        .toList();
    double ratio = median(ratios);
    return Double.isFinite(ratio) ? String.format("%.2f", ratio) : "–";
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    rounds.forEach((contender, figures) -> {
      JsonObject medians = new JsonObject();
      figures
          .keySet()
          .forEach(figure ->
              medians.put(figure.name().toLowerCase(Locale.ROOT), median(contender, figure)));
      json.put(contender, medians);
    });
    return json;
  }
}
