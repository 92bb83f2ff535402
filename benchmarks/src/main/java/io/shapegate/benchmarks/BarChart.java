package io.shapegate.benchmarks;

import java.util.List;

/** Bars from left to right, one row for each label, with a panel for each figure. */
final class BarChart {
  /** One figure of every row. */
  record Panel(String title, List<Double> values, String format) {
    private double largest() {
      return values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    }
  }

  private static final int LABELS = 260;
  private static final int PANEL = 300;
  private static final int BAR = 230;
  private static final int ROW = 22;

  private BarChart() {}

  static String svg(List<String> labels, List<Panel> panels) {
    int width = LABELS + panels.size() * PANEL;
    int height = (labels.size() + 2) * ROW;
    StringBuilder svg = new StringBuilder(String.format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"12\">%n"
            + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
        width, height));
    for (int row = 0; row < labels.size(); row++) {
      svg.append(text(8, row, labels.get(row)));
    }
    for (int i = 0; i < panels.size(); i++) {
      append(svg, LABELS + i * PANEL, panels.get(i));
    }
    return svg.append("</svg>\n").toString();
  }

  private static void append(StringBuilder svg, int left, Panel panel) {
    svg.append(text(left, -1, panel.title));
    for (int row = 0; row < panel.values.size(); row++) {
      double value = panel.values.get(row);
      int width = (int) Math.round(BAR * value / panel.largest());
      svg.append(String.format(
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#4878a8\"/>%n",
          left, (row + 1) * ROW + 4, width, ROW - 6));
      svg.append(text(left + width + 4, row, String.format(panel.format, value)));
    }
  }

  private static String text(int x, int row, String text) {
    return String.format(
        "<text x=\"%d\" y=\"%d\">%s</text>%n",
        x, (row + 2) * ROW - 6, text.replace("&", "&amp;").replace("<", "&lt;"));
  }
}
