package io.cotangent.viz;

import io.cotangent.chart.MatrixChart;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

/** A matrix as shaded cells, each with its count where there is room. */
final class Matrix {
  private static final int SIDE = 720;
  private static final int LARGEST_CELL = 56;
  private static final int LONGEST_LABEL = 18;
  private static final int GAP = 8;
  private static final int BAR = 16;
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
  private static final Font AXIS = new Font(Font.SANS_SERIF, Font.BOLD, 13);
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final Color DARK = new Color(8, 64, 129);

  private final MatrixChart chart;
  private final List<String> labels;
  private final FontMetrics text;
  private final int cell;
  private final int side;
  private final boolean upright;
  private final int labelWidth;
  private final int left;
  private final int top;

  Matrix(MatrixChart chart) {
    this.chart = chart;
    this.text = Png.graphics(Png.white(1, 1)).getFontMetrics(TEXT);
    this.labels = chart.labels().stream().map(Matrix::shortened).toList();
    this.cell = Math.max(1, Math.min(LARGEST_CELL, SIDE / chart.size()));
    this.side = cell * chart.size();
    this.labelWidth = labels.stream().mapToInt(text::stringWidth).max().orElse(0);
    this.upright = labelWidth + 4 > cell;
    this.left = 3 * GAP + text.getHeight() + labelWidth;
    this.top = 5 * GAP + 2 * text.getHeight() + (upright ? labelWidth : text.getHeight());
  }

  BufferedImage draw() {
    int right = 3 * GAP + BAR + text.stringWidth("100 %");
    BufferedImage image = Png.white(Math.max(left + side + right, 320), top + side + 2 * GAP);
    Graphics2D g = Png.graphics(image);
    cells(g);
    labels(g);
    titles(g);
    bar(g, left + side + GAP, Math.min(side, 4 * LARGEST_CELL));
    g.dispose();
    return image;
  }

  private void cells(Graphics2D g) {
    g.setFont(TEXT);
    for (int r = 0; r < chart.size(); r++) {
      long sum = sum(r);
      for (int c = 0; c < chart.size(); c++) {
        double share = sum == 0 ? 0 : (double) chart.count(r, c) / sum;
        int x = left + c * cell;
        int y = top + r * cell;
        g.setColor(shade(share));
        g.fillRect(x, y, cell, cell);
        String n = String.valueOf(chart.count(r, c));
        if (text.stringWidth(n) + 4 <= cell && text.getHeight() <= cell) {
          g.setColor(share > 0.5 ? Color.WHITE : Color.BLACK);
          g.drawString(n, x + (cell - text.stringWidth(n)) / 2, baseline(y));
        }
      }
    }
    g.setColor(Color.GRAY);
    g.drawRect(left, top, side, side);
  }

  private long sum(int row) {
    return IntStream.range(0, chart.size()).mapToLong(c -> chart.count(row, c)).sum();
  }

  /** Every label, or every so many that they do not touch. */
  private void labels(Graphics2D g) {
    g.setColor(Color.BLACK);
    int step = Math.max(1, (text.getHeight() + cell - 1) / cell);
    for (int i = 0; i < chart.size(); i += step) {
      String s = labels.get(i);
      g.drawString(s, left - GAP - text.stringWidth(s), baseline(top + i * cell));
      int middle = left + i * cell + cell / 2;
      if (upright) {
        turned(g, s, middle + text.getAscent() / 2 - 1, top - GAP);
      } else {
        g.drawString(s, middle - text.stringWidth(s) / 2, top - GAP);
      }
    }
  }

  private void titles(Graphics2D g) {
    g.setFont(TITLE);
    g.drawString(chart.title(), GAP, GAP + text.getAscent());
    g.setFont(AXIS);
    FontMetrics bold = g.getFontMetrics();
    int middle = (side - bold.stringWidth(chart.columns())) / 2;
    g.drawString(chart.columns(), left + middle, 3 * GAP + 2 * text.getHeight());
    turned(
        g, chart.rows(), GAP + bold.getAscent(), top + (side + bold.stringWidth(chart.rows())) / 2);
  }

  /** What the shades mean. */
  private void bar(Graphics2D g, int x, int height) {
    g.setFont(TEXT);
    for (int i = 0; i < height; i++) {
      g.setColor(shade(1 - (double) i / (height - 1)));
      g.drawLine(x, top + i, x + BAR - 1, top + i);
    }
    g.setColor(Color.GRAY);
    g.drawRect(x, top, BAR, height);
    g.setColor(Color.BLACK);
    g.drawString("100 %", x + BAR + GAP, top + text.getAscent());
    g.drawString("0 %", x + BAR + GAP, top + height);
  }

  private int baseline(int y) {
    return y + (cell + text.getAscent() - text.getDescent()) / 2;
  }

  /** Text from bottom to top. */
  private static void turned(Graphics2D g, String s, int x, int y) {
    AffineTransform before = g.getTransform();
    g.translate(x, y);
    g.rotate(-Math.PI / 2);
    g.drawString(s, 0, 0);
    g.setTransform(before);
  }

  private static Color shade(double share) {
    return new Color(
        mixed(DARK.getRed(), share), mixed(DARK.getGreen(), share), mixed(DARK.getBlue(), share));
  }

  private static int mixed(int dark, double share) {
    return (int) Math.round(255 + (dark - 255) * share);
  }

  private static String shortened(String label) {
    return label.length() <= LONGEST_LABEL ? label : label.substring(0, LONGEST_LABEL - 1) + "…";
  }
}
