package io.cotangent.viz;

import io.cotangent.chart.LineChart;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts of lines, by XChart. */
final class Lines {
  /** Lines with more points have no markers. */
  private static final int MOST_MARKERS = 60;

  private Lines() {}

  static BufferedImage draw(LineChart c, int width, int height) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(c.title())
            .xAxisTitle(c.x().title())
            .yAxisTitle(c.y().title())
            .build();
    XYStyler style = chart.getStyler();
    style.setChartBackgroundColor(Color.WHITE);
    style.setXAxisLogarithmic(c.x().logarithmic()).setYAxisLogarithmic(c.y().logarithmic());
    style.setLegendPosition(
        rising(c.lines().get(0).y()) ? LegendPosition.InsideNW : LegendPosition.InsideNE);
    if (!c.x().logarithmic() && wholeNumbers(c)) {
      style.setXAxisDecimalPattern("0");
    }
    range(style, c);
    for (LineChart.Line l : c.lines()) {
      chart
          .addSeries(l.name(), numbers(l.x()), numbers(l.y()))
          .setMarker(l.x().size() > MOST_MARKERS ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static boolean wholeNumbers(LineChart c) {
    return c.lines().stream().flatMap(l -> l.x().stream()).allMatch(v -> v == Math.rint(v));
  }

  private static boolean rising(List<Double> y) {
    return y.get(y.size() - 1) > y.get(0);
  }

  /** From zero, unless there are negative values; and some range where there is no value at all. */
  private static void range(XYStyler style, LineChart c) {
    boolean logarithmic = c.y().logarithmic();
    List<Double> values =
        c.lines().stream().flatMap(l -> l.y().stream()).filter(Double::isFinite).toList();
    if (values.isEmpty()) {
      style.setYAxisMin(logarithmic ? 1.0 : 0.0).setYAxisMax(logarithmic ? 10.0 : 1.0);
    } else if (!logarithmic && values.stream().allMatch(v -> v >= 0)) {
      style.setYAxisMin(0.0);
    }
  }

  /** What is not finite becomes NaN, which XChart leaves out. */
  private static double[] numbers(List<Double> values) {
    return values.stream().mapToDouble(v -> Double.isFinite(v) ? v : Double.NaN).toArray();
  }
}
