package io.cotangent.nn;

import io.cotangent.Ints;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.op.Pooling;

/** The axes of sequences, images and volumes. */
final class Spatial {
  private Spatial() {}

  /** The names of so many spatial axes. */
  static String names(int axes) {
    return axes == 1 ? "L" : axes == 2 ? "H, W" : "D, H, W";
  }

  /** Windows side by side, of one length for all axes or one an axis. */
  static Pooling windows(Class<?> layer, int axes, Ints kernel) {
    return Pooling.of(kernel.perAxis(layer.getSimpleName() + ": kernel", axes).toArray());
  }

  /** A pooling layer in a few words. */
  static String describe(Class<?> layer, Pooling p) {
    Ints kernel = Ints.of(p.kernel().dims());
    String stride = p.stride().equals(kernel) ? "" : ", stride " + p.stride();
    boolean padded = !p.padding().equals(Ints.filled(kernel.size(), 0));
    return layer.getSimpleName()
        + " "
        + kernel
        + stride
        + (padded ? ", padding " + p.padding() : "");
  }

  /** Refuses what is neither [N, C, S…] nor [C, S…] with so many spatial axes. */
  static void require(String layer, Tensor x, int axes) {
    if (x.rank() != axes + 1 && x.rank() != axes + 2) {
      throw new ShapeException(
          layer
              + ": x must be [N, C, "
              + names(axes)
              + "] or [C, "
              + names(axes)
              + "], got "
              + x.shape());
    }
  }
}
