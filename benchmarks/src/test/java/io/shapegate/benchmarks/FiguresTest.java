package io.shapegate.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FiguresTest {
  private final Figures figures = new Figures();

  @Test
  void theMedianOfTheRoundsCounts() {
    add("a", 30, 10, 20);
    add("b", 10, 40);

    assertEquals(20, figures.median("a", Figure.CPU_US));
    assertEquals(25, figures.median("b", Figure.CPU_US));
  }

  @Test
  void theRatioIsTheMedianOfThoseWithinTheRounds() {
    add("a", 30, 10, 20);
    add("b", 15, 20, 60);

    assertEquals("2.00", figures.ratio("b", "a", Figure.CPU_US));
  }

  @Test
  void whatWasNotMeasuredIsNoNumber() {
    add("a", 30);

    assertTrue(Double.isNaN(figures.median("a", Figure.P99_MS)));
    assertEquals("–", figures.text("b", Figure.CPU_US));
    assertEquals("–", figures.ratio("a", "b", Figure.CPU_US));
  }

  private void add(String contender, double... values) {
    for (double value : values) {
      figures.add(contender, Figure.CPU_US, value);
    }
  }
}
