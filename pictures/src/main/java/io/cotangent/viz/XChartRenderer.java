package io.cotangent.viz;

import io.cotangent.chart.ChartRenderer;
import io.cotangent.chart.LineChart;
import io.cotangent.chart.MatrixChart;

/** Draws lines by XChart, matrices by the JDK; needs no window system. */
public final class XChartRenderer implements ChartRenderer {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;

  /** For {@link java.util.ServiceLoader}. */
  public XChartRenderer() {}

  @Override
  public byte[] png(LineChart chart) {
    return Png.bytes(Lines.draw(chart, WIDTH, HEIGHT));
  }

  @Override
  public byte[] png(MatrixChart chart) {
    return Png.bytes(new Matrix(chart).draw());
  }
}
