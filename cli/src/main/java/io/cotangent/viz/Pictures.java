package io.cotangent.viz;

import io.cotangent.CotangentException;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures as PNG files, each written beside its place and moved there when it is whole. */
public final class Pictures {
  private static final int COLUMNS = 10;
  private static final int CELL = 84;

  private Pictures() {}

  /** A line of a chart: one y for each x = 1, 2, …. */
  public record Series(String name, List<Double> values) {}

  /** A grey image with a caption. */
  public record Tile(byte[] pixels, int width, int height, String caption) {}

  /** A line chart over epochs. */
  public static void curve(Path file, String title, List<Series> lines) {
    XYChart chart =
        new XYChartBuilder()
            .width(760)
            .height(420)
            .title(title)
            .xAxisTitle("epoch")
            .yAxisTitle("")
            .build();
    chart
        .getStyler()
        .setLegendPosition(LegendPosition.InsideNE)
        .setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setXAxisDecimalPattern("0").setYAxisMin(0.0);
    for (Series s : lines) {
      double[] x = new double[s.values.size()];
      double[] y = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = i + 1;
        y[i] = s.values.get(i);
      }
      chart.addSeries(s.name, x, y).setMarker(SeriesMarkers.CIRCLE);
    }
    write(file, BitmapEncoder.getBufferedImage(chart));
  }

  /** A line of a chart with logarithmic axes. */
  public record Line(String name, double[] x, double[] y) {}

  /** A chart with logarithmic axes. */
  public record Panel(String title, String xTitle, String yTitle, List<Line> lines) {}

  /** Charts with logarithmic axes, side by side. */
  public static void logarithmic(Path file, List<Panel> panels) {
    int width = 460;
    int height = 420;
    BufferedImage image =
        new BufferedImage(width * panels.size(), height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    for (int i = 0; i < panels.size(); i++) {
      Panel p = panels.get(i);
      XYChart chart =
          new XYChartBuilder()
              .width(width)
              .height(height)
              .title(p.title)
              .xAxisTitle(p.xTitle)
              .yAxisTitle(p.yTitle)
              .build();
      chart
          .getStyler()
          .setLegendPosition(LegendPosition.InsideNW)
          .setChartBackgroundColor(Color.WHITE);
      chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
      for (Line l : p.lines) {
        chart.addSeries(l.name, l.x, l.y).setMarker(SeriesMarkers.CIRCLE);
      }
      g.drawImage(BitmapEncoder.getBufferedImage(chart), i * width, 0, null);
    }
    g.dispose();
    write(file, image);
  }

  /** Grey images in a grid, ten to a row. */
  public static void grid(Path file, String title, List<Tile> tiles) {
    int rows = Math.max(1, (tiles.size() + COLUMNS - 1) / COLUMNS);
    BufferedImage image =
        new BufferedImage(COLUMNS * CELL + 16, 40 + rows * (CELL + 22), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    g.setColor(Color.BLACK);
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    g.drawString(title, 10, 24);
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    for (int i = 0; i < tiles.size(); i++) {
      Tile t = tiles.get(i);
      int x = 10 + i % COLUMNS * CELL;
      int y = 36 + i / COLUMNS * (CELL + 22);
      g.drawImage(grey(t), x, y, CELL - 6, CELL - 6, null);
      g.drawString(t.caption, x, y + CELL + 9);
    }
    g.dispose();
    write(file, image);
  }

  private static BufferedImage grey(Tile t) {
    BufferedImage image = new BufferedImage(t.width, t.height, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, t.width, t.height, t.pixels);
    return image;
  }

  private static void write(Path file, BufferedImage image) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, file.getFileName().toString(), ".part");
      try {
        ImageIO.write(image, "png", part.toFile());
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new CotangentException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
