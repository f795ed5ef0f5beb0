package io.cotangent;

import org.jspecify.annotations.Nullable;

/**
 * A range of one axis in Python's sense: {@code start:stop:step}, each bound optional, negative
 * bounds counted from the end, a negative step running backwards; or a single index, which drops
 * the axis.
 */
public final class Slice {
  private static final Slice ALL = new Slice(null, null, 1, false);

  private final @Nullable Integer start;
  private final @Nullable Integer stop;
  private final int step;
  private final boolean single;

  private Slice(@Nullable Integer start, @Nullable Integer stop, int step, boolean single) {
    if (step == 0) {
      throw new ArgumentException("slice: step is 0; it must be positive or negative");
    }
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.single = single;
  }

  /** The whole axis, {@code :}. */
  public static Slice all() {
    return ALL;
  }

  /** One index, {@code i}; the axis is dropped. */
  public static Slice at(int index) {
    return new Slice(index, null, 1, true);
  }

  /** {@code start:stop}. */
  public static Slice of(int start, int stop) {
    return new Slice(start, stop, 1, false);
  }

  /** {@code start:stop:step}; null bounds are left out. */
  public static Slice of(@Nullable Integer start, @Nullable Integer stop, int step) {
    return new Slice(start, stop, step, false);
  }

  /** {@code start:}. */
  public static Slice from(int start) {
    return new Slice(start, null, 1, false);
  }

  /** {@code :stop}. */
  public static Slice until(int stop) {
    return new Slice(null, stop, 1, false);
  }

  /** Whether this is a single index, which drops the axis. */
  public boolean isSingle() {
    return single;
  }

  /** The step. */
  public int step() {
    return step;
  }

  /** The first index taken from an axis of this length. */
  public int start(int length) {
    if (single) {
      int i = start == null ? 0 : start;
      if (i < -length || i >= length) {
        throw new ShapeException(
            "slice: index "
                + i
                + " is out of range for an axis of length "
                + length
                + (length == 0 ? "" : " (-" + length + " to " + (length - 1) + ")"));
      }
      return i < 0 ? i + length : i;
    }
    return bound(start, length, step > 0 ? 0 : length - 1);
  }

  /** How many indices are taken from an axis of this length. */
  public int count(int length) {
    if (single) {
      return 1;
    }
    int first = bound(start, length, step > 0 ? 0 : length - 1);
    int end = bound(stop, length, step > 0 ? length : -1);
    long span = step > 0 ? (long) end - first : (long) first - end;
    return span <= 0 ? 0 : (int) ((span - 1) / Math.abs((long) step) + 1);
  }

  private int bound(@Nullable Integer b, int length, int missing) {
    if (b == null) {
      return missing;
    }
    long i = b < 0 ? (long) b + length : b;
    int low = step > 0 ? 0 : -1;
    int high = step > 0 ? length : length - 1;
    return (int) Math.max(low, Math.min(high, i));
  }

  @Override
  public String toString() {
    if (single) {
      return String.valueOf(start);
    }
    return (start == null ? "" : start)
        + ":"
        + (stop == null ? "" : stop)
        + (step == 1 ? "" : ":" + step);
  }
}
