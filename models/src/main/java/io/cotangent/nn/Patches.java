package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Ints;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.op.Dispatch;
import io.cotangent.op.Movement;

/** Windows of images as columns, and their adjoint. */
record Patches(Ints kernel, UnfoldSettings settings) {
  Patches {
    for (int i = 0; i < 2; i++) {
      if (kernel.get(i) < 1) {
        throw new ArgumentException("unfold: kernel " + kernel + " must be 1 or more");
      }
    }
  }

  private int padded(int axis, int length) {
    return length + 2 * settings.padding().get(axis);
  }

  /** How many windows there are along an axis. */
  private int count(String layer, int axis, int length) {
    int span = settings.dilation().get(axis) * (kernel.get(axis) - 1) + 1;
    int room = padded(axis, length) - span;
    if (room < 0) {
      throw new ShapeException(
          layer
              + ": a window spans "
              + span
              + " elements, axis "
              + (axis == 0 ? "H" : "W")
              + " has "
              + padded(axis, length)
              + " with padding");
    }
    return room / settings.stride().get(axis) + 1;
  }

  private Movement.Unfold windows(int axis) {
    return new Movement.Unfold(
        2 + axis, kernel.get(axis), settings.stride().get(axis), settings.dilation().get(axis));
  }

  private int[] widths(int sign) {
    int h = sign * settings.padding().get(0);
    int w = sign * settings.padding().get(1);
    return new int[] {w, w, h, h};
  }

  /** [N, C, H, W] to [N, C·K, L]. */
  Tensor columns(String layer, Tensor x) {
    int p = count(layer, 0, x.dim(2));
    int q = count(layer, 1, x.dim(3));
    Tensor t = x.pad(0, widths(1));
    for (int i = 0; i < 2; i++) {
      t = Dispatch.apply(windows(i), t);
    }
    int rows = x.dim(1) * kernel.get(0) * kernel.get(1);
    return t.permute(0, 1, 4, 5, 2, 3).reshape(x.dim(0), rows, p * q);
  }

  /** [N, C·K, L] to [N, C, H, W]. */
  Tensor sum(String layer, Tensor x, Ints size) {
    int p = count(layer, 0, size.get(0));
    int q = count(layer, 1, size.get(1));
    int k = kernel.get(0) * kernel.get(1);
    if (x.dim(1) % k != 0 || x.dim(2) != p * q) {
      throw new ShapeException(
          layer
              + ": x must be [N, C·"
              + k
              + ", "
              + p * q
              + "] for images of "
              + size
              + ", got "
              + x.shape());
    }
    int channels = x.dim(1) / k;
    Tensor t =
        x.reshape(x.dim(0), channels, kernel.get(0), kernel.get(1), p, q).permute(0, 1, 4, 5, 2, 3);
    for (int i = 1; i >= 0; i--) {
      t = Dispatch.apply(new Movement.Fold(windows(i), padded(i, size.get(i))), t);
    }
    return t.pad(0, widths(-1));
  }
}
