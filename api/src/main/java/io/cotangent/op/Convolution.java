package io.cotangent.op;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions (cross-correlations: the kernel is not flipped) and their transposes, over as many
 * spatial axes as the weight has; immutable settings, each for all axes or one an axis.
 *
 * <pre>{@code
 * Tensor y = Convolution.DEFAULT.stride(2).padding(1).apply(x, weight, bias);
 * }</pre>
 *
 * @param stride steps between positions of the kernel
 * @param padding zeros on both sides; for {@link #transposed} what is cut off
 * @param dilation spacing of the kernel's elements
 * @param groups the channels are split into so many groups, each with a kernel of its own
 * @param same whether the output has the input's length (then {@code padding} does not count)
 */
public record Convolution(Ints stride, Ints padding, Ints dilation, int groups, boolean same) {
  /** Stride 1, no padding, dilation 1, one group. */
  public static final Convolution DEFAULT =
      new Convolution(Ints.of(1), Ints.of(0), Ints.of(1), 1, false);

  /** Checks the settings. */
  public Convolution {
    atLeast("stride", 1, stride);
    atLeast("padding", 0, padding);
    atLeast("dilation", 1, dilation);
    atLeast("groups", 1, Ints.of(groups));
  }

  /** With other steps. */
  public Convolution stride(int... steps) {
    return new Convolution(Ints.of(steps), padding, dilation, groups, same);
  }

  /** With zeros on both sides. */
  public Convolution padding(int... zeros) {
    return new Convolution(stride, Ints.of(zeros), dilation, groups, false);
  }

  /** With as many zeros as keep the length; an odd one stands at the end. Needs stride 1. */
  public Convolution samePadding() {
    return new Convolution(stride, Ints.of(0), dilation, groups, true);
  }

  /** With spaced kernel elements. */
  public Convolution dilation(int... spacing) {
    return new Convolution(stride, padding, Ints.of(spacing), groups, same);
  }

  /** With groups of channels. */
  public Convolution groups(int count) {
    return new Convolution(stride, padding, dilation, count, same);
  }

  private static void atLeast(String what, int low, Ints values) {
    for (int v : values.toArray()) {
      if (v < low) {
        throw new ArgumentException("conv: " + what + " " + v + " must be " + low + " or more");
      }
    }
  }

  /**
   * The convolution; its formula and shapes stand at {@link CrossCorrelation}.
   *
   * @param x [N, C, S…], or [C, S…] for one example
   * @param weight [O, C/groups, K…]
   * @param bias [O], or null for none
   */
  public Tensor apply(Tensor x, Tensor weight, @Nullable Tensor bias) {
    int n = axes("conv", x, weight);
    if (x.rank() == n + 1) {
      return apply(x.unsqueeze(0), weight, bias).squeeze(0);
    }
    check("conv", x, weight, (long) weight.dim(1) * groups, weight.dim(0), bias);
    CrossCorrelation.Geometry g = geometry("conv", n, weight);
    Tensor padded = x;
    if (same) {
      int[] odd = new int[2 * n];
      for (int i = 0; i < n; i++) {
        if (g.stride().get(i) != 1) {
          throw new ArgumentException(
              "conv: same padding needs stride 1, got " + g.stride().get(i));
        }
        odd[odd.length - 1 - 2 * i] = (int) ((g.span(i, weight.dim(2 + i)) - 1) % 2);
      }
      padded = x.pad(0, odd);
    }
    for (int i = 0; i < n; i++) {
      long span = g.span(i, weight.dim(2 + i));
      int room = g.padded(i, padded.dim(2 + i));
      if (room < span) {
        throw new ShapeException(
            "conv: the kernel spans "
                + span
                + " on spatial axis "
                + i
                + ", the input with its padding has "
                + room
                + ": "
                + x.shape()
                + " and weight "
                + weight.shape());
      }
    }
    DType t = floats("conv", x, weight);
    Tensor y = Dispatch.apply(new CrossCorrelation(g), padded.to(t), weight.to(t));
    return bias == null ? y : y.plus(perChannel(bias, n));
  }

  /**
   * The transposed convolution, the adjoint of {@link #apply} in x: length (S − 1)·stride −
   * 2·padding + dilation·(K − 1) + 1 + outputPadding.
   *
   * @param x [N, C, S…], or [C, S…] for one example
   * @param weight [C, O/groups, K…]
   * @param bias [O], or null for none
   * @param outputPadding added to the length at the end, for all spatial axes or one an axis
   */
  public Tensor transposed(Tensor x, Tensor weight, @Nullable Tensor bias, int... outputPadding) {
    int n = axes("conv transposed", x, weight);
    if (x.rank() == n + 1) {
      return transposed(x.unsqueeze(0), weight, bias, outputPadding).squeeze(0);
    }
    if (same) {
      throw new ArgumentException("conv transposed: takes a number for padding, not 'same'");
    }
    check("conv transposed", x, weight, weight.dim(0), (long) weight.dim(1) * groups, bias);
    CrossCorrelation.Geometry g = geometry("conv transposed", n, weight);
    Ints extra =
        (outputPadding.length == 0 ? Ints.of(0) : Ints.of(outputPadding))
            .perAxis("outputPadding", n);
    int[] size = new int[n];
    for (int i = 0; i < n; i++) {
      if (extra.get(i) < 0 || extra.get(i) >= Math.max(g.stride().get(i), g.dilation().get(i))) {
        throw new ArgumentException(
            "conv transposed: outputPadding "
                + extra.get(i)
                + " must be below stride or dilation, "
                + Math.max(g.stride().get(i), g.dilation().get(i)));
      }
      long length =
          (x.dim(2 + i) - 1L) * g.stride().get(i)
              - 2L * g.padding().get(i)
              + g.span(i, weight.dim(2 + i))
              + extra.get(i);
      if (length < 0) {
        throw new ShapeException(
            "conv transposed: padding "
                + g.padding().get(i)
                + " cuts off more than there is of "
                + x.shape()
                + " on spatial axis "
                + i);
      }
      size[i] = Shape.length("conv transposed: spatial axis " + i, length);
      g.padded(i, size[i]);
    }
    DType t = floats("conv transposed", x, weight);
    Tensor y = transposed(g, size, extra, x.to(t), weight.to(t));
    return bias == null ? y : y.plus(perChannel(bias, n));
  }

  private static Tensor transposed(
      CrossCorrelation.Geometry g, int[] size, Ints extra, Tensor x, Tensor weight) {
    int n = size.length;
    boolean room = true;
    for (int i = 0; i < n; i++) {
      room &= extra.get(i) < g.stride().get(i);
    }
    if (room) {
      return Dispatch.apply(new CrossCorrelation.InputGrad(g, Shape.of(size)), x, weight);
    }
    // The kernel would have more positions in such a size: without padding, which is cut off after.
    int[] full = new int[n];
    int[] widths = new int[2 * n];
    for (int i = 0; i < n; i++) {
      full[i] = size[i] + 2 * g.padding().get(i) - extra.get(i);
      widths[2 * (n - 1 - i)] = -g.padding().get(i);
      widths[2 * (n - 1 - i) + 1] = extra.get(i) - g.padding().get(i);
    }
    CrossCorrelation.Geometry plain =
        new CrossCorrelation.Geometry(g.stride(), Ints.filled(n, 0), g.dilation(), g.groups());
    return Dispatch.apply(new CrossCorrelation.InputGrad(plain, Shape.of(full)), x, weight)
        .pad(0, widths);
  }

  private static int axes(String op, Tensor x, Tensor weight) {
    int n = weight.rank() - 2;
    if (n < 1 || (x.rank() != n + 2 && x.rank() != n + 1)) {
      throw new ShapeException(
          op
              + ": x "
              + x.shape()
              + " does not fit weight "
              + weight.shape()
              + "; they are [N, C, S…] and [O, C/groups, K…] with as many spatial axes");
    }
    return n;
  }

  private void check(
      String op, Tensor x, Tensor weight, long channels, long outputs, @Nullable Tensor bias) {
    if (x.dim(1) != channels || weight.dim(0) % groups != 0) {
      throw new ShapeException(
          op
              + ": x "
              + x.shape()
              + " has "
              + x.dim(1)
              + " channels, weight "
              + weight.shape()
              + " with "
              + groups
              + (groups == 1 ? " group takes " : " groups takes ")
              + channels);
    }
    if (bias != null && !(bias.rank() == 1 && bias.dim(0) == outputs)) {
      throw new ShapeException(op + ": bias " + bias.shape() + " must be [" + outputs + "]");
    }
  }

  private static DType floats(String op, Tensor x, Tensor weight) {
    DType t = DType.promote(x.dtype(), weight.dtype());
    if (!t.isFloat()) {
      throw new DTypeException(
          op + ": takes F32 or F64, got " + x.dtype() + " and " + weight.dtype());
    }
    return t;
  }

  private CrossCorrelation.Geometry geometry(String op, int n, Tensor weight) {
    Ints d = dilation.perAxis(op + ": dilation", n);
    int[] p = padding.perAxis(op + ": padding", n).toArray();
    for (int i = 0; i < n && same; i++) {
      p[i] = Shape.length(op + ": same padding", (long) d.get(i) * (weight.dim(2 + i) - 1) / 2);
    }
    return new CrossCorrelation.Geometry(stride.perAxis(op + ": stride", n), Ints.of(p), d, groups);
  }

  private static Tensor perChannel(Tensor bias, int n) {
    int[] d = new int[n + 1];
    Arrays.fill(d, 1);
    d[0] = bias.dim(0);
    return bias.reshape(d);
  }

  /**
   * What a kernel sees at each position, as columns [N, C·K, P] (PyTorch's {@code unfold} of
   * images).
   *
   * @param x [N, C, S…]
   */
  public Tensor columns(Tensor x, int... kernel) {
    CrossCorrelation.Geometry g = geometry(x, kernel);
    return g.columns(x, Shape.of(kernel)).reshape(x.dim(0), -1, positions(g, x, kernel));
  }

  private static int positions(CrossCorrelation.Geometry g, Tensor x, int[] kernel) {
    int[] p = new int[kernel.length];
    Arrays.setAll(p, i -> g.positions(i, x.dim(2 + i), kernel[i]));
    return Shape.of(p).size();
  }

  /** The adjoint of {@link #columns}: adds columns [N, C·K, P] up to [N, C, size…]. */
  public Tensor sumOfColumns(Tensor columns, int[] kernel, int... size) {
    int n = kernel.length;
    CrossCorrelation.Geometry g = ungrouped(n);
    if (size.length != n) {
      throw new ShapeException(
          "sumOfColumns: size "
              + Arrays.toString(size)
              + " must have a length for each axis of kernel "
              + Arrays.toString(kernel));
    }
    int[] counts = new int[n];
    Arrays.setAll(counts, i -> g.positions(i, size[i], kernel[i]));
    int positions = Shape.of(counts).size();
    int volume = Shape.of(kernel).size();
    if (volume == 0
        || columns.rank() != 3
        || columns.dim(2) != positions
        || columns.dim(1) % volume != 0) {
      throw new ShapeException(
          "sumOfColumns: columns "
              + columns.shape()
              + " must be [N, C·"
              + volume
              + ", "
              + positions
              + "] for kernel "
              + Arrays.toString(kernel)
              + " and size "
              + Arrays.toString(size));
    }
    return g.sumOfColumns(columns.unsqueeze(1), Shape.of(kernel), Shape.of(size));
  }

  private CrossCorrelation.Geometry geometry(Tensor x, int[] kernel) {
    int n = kernel.length;
    if (x.rank() != n + 2) {
      throw new ShapeException(
          "columns: x "
              + x.shape()
              + " must be [N, C, S…] with "
              + n
              + " spatial axes for kernel "
              + Arrays.toString(kernel));
    }
    return ungrouped(n);
  }

  private CrossCorrelation.Geometry ungrouped(int n) {
    return new CrossCorrelation.Geometry(
        stride.perAxis("stride", n),
        padding.perAxis("padding", n),
        dilation.perAxis("dilation", n),
        1);
  }
}
