package dev.lockstep.bench.scale;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** One chart of step times against executors, both logarithmic: a color for each size. */
final class ScalePanel {
  private static final List<Color> COLORS =
      List.of(new Color(0x0072B2), new Color(0x009E73), new Color(0xD98200), new Color(0xC0342B));
  private static final Color INK = new Color(0x333333);
  private static final BasicStroke SOLID = stroke(2);
  private static final BasicStroke DASHED = stroke(1.8f, 6, 4);
  private static final BasicStroke DOTTED = stroke(1.8f, 2, 3);

  /** A place that the chart does not show, for what only the legend is to show. */
  private static final double[] HIDDEN = {1e-3};

  private final XYChart chart;
  private final List<Integer> sizes = new ArrayList<>();

  ScalePanel(String title) {
    chart =
        new XYChartBuilder()
            .title(title)
            .xAxisTitle("executors")
            .yAxisTitle("milliseconds for a step")
            .build();
    style(chart.getStyler());
  }

  private static void style(XYStyler style) {
    style.setXAxisLogarithmic(true).setYAxisLogarithmic(true);
    style.setXAxisMin(1.0).setXAxisMax(1000.0).setYAxisMin(0.5).setYAxisMax(1e5);
    style.setYAxisTickLabelsFormattingFunction(ScalePanel::number);
    style.setXAxisTickLabelsFormattingFunction(ScalePanel::number);
    style.setPlotGridLinesColor(new Color(0xE9E9E9)).setPlotGridLinesStroke(stroke(0.6f));
    style.setPlotBorderVisible(false);
    style.setAxisTickLabelsFont(font(Font.PLAIN, 12)).setAxisTitleFont(font(Font.PLAIN, 13));
    style.setChartTitleFont(font(Font.BOLD, 14)).setChartFontColor(INK);
    style.setLegendFont(font(Font.PLAIN, 11)).setLegendPadding(5).setLegendBorderColor(Color.WHITE);
    style.setLegendPosition(LegendPosition.InsideNW).setLegendVisible(false);
    style.setChartBackgroundColor(Color.WHITE);
  }

  void paint(Graphics2D graphics, int width, int height) {
    chart.paint(graphics, width, height);
  }

  /** Adds a line, and for a star a dot where it stops to scale. */
  void add(Curve curve) {
    Color color = color(curve.costs().parameters());
    boolean star = curve.topology() == Topology.STAR;
    String size = number(curve.costs().parameters()) + " parameters";
    XYSeries line = line(star ? size : size + ", " + curve.name(), curve);
    line.setLineStyle(style(curve.topology())).setLineColor(color).setShowInLegend(star);
    if (star) {
      int limit = curve.limit();
      XYSeries dot =
          chart.addSeries("limit of " + size, List.of(limit), List.of(1e3 * curve.at(limit)));
      dot.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color).setShowInLegend(false);
    }
  }

  private static BasicStroke style(Topology topology) {
    return switch (topology) {
      case STAR -> SOLID;
      case TREE -> DASHED;
      case SLICED -> DOTTED;
    };
  }

  /** Shows which line is which. */
  void showLegend() {
    for (Topology topology : List.of(Topology.TREE, Topology.SLICED)) {
      String name = topology.name().toLowerCase(Locale.ROOT);
      XYSeries line = chart.addSeries(name, HIDDEN, HIDDEN);
      line.setMarker(SeriesMarkers.NONE);
      line.setLineStyle(style(topology)).setLineColor(INK);
    }
    XYSeries dot = chart.addSeries("limit of the star", HIDDEN, HIDDEN);
    dot.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(INK).setLineColor(Color.WHITE);
    chart.getStyler().setLegendVisible(true);
  }

  private XYSeries line(String name, Curve curve) {
    List<Integer> executors = List.copyOf(curve.seconds().keySet());
    List<Double> milliseconds = curve.seconds().values().stream().map(s -> 1e3 * s).toList();
    XYSeries line = chart.addSeries(name, executors, milliseconds);
    line.setMarker(SeriesMarkers.NONE);
    return line;
  }

  private Color color(int parameters) {
    if (!sizes.contains(parameters)) {
      sizes.add(parameters);
    }
    return COLORS.get(sizes.indexOf(parameters) % COLORS.size());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  private static BasicStroke stroke(float width, float... dashes) {
    return new BasicStroke(
        width,
        BasicStroke.CAP_BUTT,
        BasicStroke.JOIN_ROUND,
        10,
        dashes.length == 0 ? null : dashes,
        0);
  }
}
