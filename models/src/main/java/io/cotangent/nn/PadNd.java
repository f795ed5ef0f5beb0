package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Ints;
import io.cotangent.Tensor;
import io.cotangent.op.PadMode;
import org.jspecify.annotations.Nullable;

/** What layers that put something around the spatial axes have in common. */
abstract sealed class PadNd extends Layer
    permits CircularPad1d,
        CircularPad2d,
        CircularPad3d,
        ConstantPad1d,
        ConstantPad2d,
        ConstantPad3d,
        ReflectionPad1d,
        ReflectionPad2d,
        ReflectionPad3d,
        ReplicationPad1d,
        ReplicationPad2d,
        ReplicationPad3d,
        ZeroPad1d,
        ZeroPad2d,
        ZeroPad3d {
  private static final long serialVersionUID = 1;

  private final int axes;
  private final Ints widths;
  private final @Nullable PadMode mode;
  private final double value;

  private PadNd(int axes, @Nullable PadMode mode, double value, int... widths) {
    if (widths.length != 1 && widths.length != 2 * axes) {
      throw new ArgumentException(
          getClass().getSimpleName()
              + ": widths "
              + Ints.of(widths)
              + " must be one number, or "
              + axes
              + " pairs (before, after), last axis first");
    }
    this.axes = axes;
    this.widths = widths.length == 1 ? Ints.filled(2 * axes, widths[0]) : Ints.of(widths);
    this.mode = mode;
    this.value = value;
  }

  PadNd(int axes, PadMode mode, int... widths) {
    this(axes, mode, 0, widths);
  }

  PadNd(int axes, double value, int... widths) {
    this(axes, null, value, widths);
  }

  @Override
  protected final Tensor forward(Tensor x) {
    Spatial.require(describe(), x, axes);
    return mode == null ? x.pad(value, widths.toArray()) : x.pad(mode, widths.toArray());
  }

  @Override
  protected final String describe() {
    return getClass().getSimpleName() + " " + widths + (value == 0 ? "" : ", value " + value);
  }
}
