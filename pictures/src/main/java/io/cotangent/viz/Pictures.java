package io.cotangent.viz;

import io.cotangent.chart.LineChart;
import io.cotangent.io.Durable;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/** Pictures as PNG files, each written beside its place and moved there when it is whole. */
public final class Pictures {
  private static final int COLUMNS = 10;
  private static final int CELL = 84;

  private Pictures() {}

  /** A grey image with a caption. */
  public record Tile(byte[] pixels, int width, int height, String caption) {}

  /** Charts side by side. */
  public static void row(Path file, List<LineChart> charts) {
    int width = 460;
    int height = 420;
    BufferedImage image = Png.white(width * charts.size(), height);
    Graphics2D g = image.createGraphics();
    for (int i = 0; i < charts.size(); i++) {
      g.drawImage(Lines.draw(charts.get(i), width, height), i * width, 0, null);
    }
    g.dispose();
    write(file, image);
  }

  /** Grey images in a grid, ten to a row. */
  public static void grid(Path file, String title, List<Tile> tiles) {
    int rows = Math.max(1, (tiles.size() + COLUMNS - 1) / COLUMNS);
    BufferedImage image = Png.white(COLUMNS * CELL + 16, 40 + rows * (CELL + 22));
    Graphics2D g = Png.graphics(image);
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
    byte[] png = Png.bytes(image);
    Durable.write(file, out -> out.write(png));
  }
}
