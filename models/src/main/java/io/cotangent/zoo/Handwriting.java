package io.cotangent.zoo;

import io.cotangent.ArgumentException;
import io.cotangent.data.Image;
import java.util.Arrays;

/**
 * A digit of one's own, made as MNIST's were (LeCun et al. 1998): ink bright on dark ground, the
 * ink's box scaled to 20 pixels along its longer side, and laid so that its centre of mass is in
 * the middle of 28 × 28.
 *
 * @param image 28 × 28, grey
 * @param darkOnLight whether the picture had dark ink on light ground
 * @param top the ink's first row
 * @param left the ink's first column
 * @param height the ink's rows
 * @param width the ink's columns
 */
public record Handwriting(
    Image image, boolean darkOnLight, int top, int left, int height, int width) {
  private static final int SIDE = 28;
  private static final int BOX = 20;

  /** What is this much of the strongest ink is ink, and not paper or shadow. */
  private static final float INK = 0.35f;

  /** Pictures with less contrast than this have no ink. */
  private static final float LEAST_CONTRAST = 0.1f;

  /**
   * Finds the ink of a picture of any size. The ground is what most of its edge shows.
   *
   * @param source what errors call it
   * @throws ArgumentException if there is none
   */
  public static Handwriting of(Image picture, String source) {
    Image grey = picture.withChannels(1);
    float ground = ground(grey);
    int h = grey.height();
    int w = grey.width();
    float[] ink = grey.pixels();
    float darker = 0;
    float lighter = 0;
    for (float v : ink) {
      darker = Math.max(darker, ground - v);
      lighter = Math.max(lighter, v - ground);
    }
    boolean dark = darker > lighter;
    float strongest = Math.max(darker, lighter);
    if (strongest < LEAST_CONTRAST) {
      throw new ArgumentException(
          source
              + ": no ink is to be seen: all of its "
              + h
              + " × "
              + w
              + " pixels are alike; write one digit, dark on light or light on dark");
    }
    for (int i = 0; i < ink.length; i++) {
      float v = (dark ? ground - ink[i] : ink[i] - ground) / strongest;
      ink[i] = v < INK ? 0 : v;
    }
    int[] box = box(ink, h, w);
    Image cut =
        Image.of(ink, 1, h, w).cropped(box[0], box[1], box[2] - box[0] + 1, box[3] - box[1] + 1);
    return new Handwriting(centred(scaled(cut)), dark, box[0], box[1], cut.height(), cut.width());
  }

  /** The median of the pixels along the edge. */
  private static float ground(Image p) {
    int h = p.height();
    int w = p.width();
    float[] edge = new float[2 * (h + w)];
    int n = 0;
    for (int x = 0; x < w; x++) {
      edge[n++] = p.at(0, 0, x);
      edge[n++] = p.at(0, h - 1, x);
    }
    for (int y = 0; y < h; y++) {
      edge[n++] = p.at(0, y, 0);
      edge[n++] = p.at(0, y, w - 1);
    }
    Arrays.sort(edge);
    return edge[n / 2];
  }

  /** First row, first column, last row and last column with ink. */
  private static int[] box(float[] ink, int h, int w) {
    int[] r = {h, w, -1, -1};
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        if (ink[y * w + x] > 0) {
          r[0] = Math.min(r[0], y);
          r[1] = Math.min(r[1], x);
          r[2] = Math.max(r[2], y);
          r[3] = Math.max(r[3], x);
        }
      }
    }
    return r;
  }

  private static Image scaled(Image cut) {
    double scale = (double) BOX / Math.max(cut.height(), cut.width());
    Image small =
        cut.resized(
            Math.max(1, (int) Math.round(cut.height() * scale)),
            Math.max(1, (int) Math.round(cut.width() * scale)));
    float[] v = small.pixels();
    float most = 0;
    for (float x : v) {
      most = Math.max(most, x);
    }
    for (int i = 0; i < v.length; i++) {
      v[i] /= most; // thin strokes fade when they are made smaller
    }
    return Image.of(v, 1, small.height(), small.width());
  }

  private static Image centred(Image small) {
    double sum = 0;
    double rows = 0;
    double columns = 0;
    for (int y = 0; y < small.height(); y++) {
      for (int x = 0; x < small.width(); x++) {
        double v = small.at(0, y, x);
        sum += v;
        rows += v * y;
        columns += v * x;
      }
    }
    int down = within(SIDE / 2.0 - 0.5 - rows / sum, SIDE - small.height());
    int right = within(SIDE / 2.0 - 0.5 - columns / sum, SIDE - small.width());
    return small.cropped(-down, -right, SIDE, SIDE);
  }

  private static int within(double shift, int most) {
    return (int) Math.max(0, Math.min(most, Math.round(shift)));
  }

  /** The picture in characters, two for a pixel, for people to see what the model sees. */
  public String drawing() {
    StringBuilder s = new StringBuilder();
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int shade = Math.min(4, (int) (image.at(0, y, x) * 5));
        s.append("  .,+*##@@".substring(2 * shade, 2 * shade + 2));
      }
      s.append('\n');
    }
    return s.toString().replaceAll("(?m) +$", "");
  }

  /** What was found, for people. */
  public String description() {
    return (darkOnLight ? "dark ink on light ground" : "light ink on dark ground")
        + ", "
        + width
        + " × "
        + height
        + " pixels from column "
        + left
        + ", row "
        + top;
  }
}
