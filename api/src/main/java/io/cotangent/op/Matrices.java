package io.cotangent.op;

import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Products of matrices and vectors that are formulas of matmul and arithmetic. */
public final class Matrices {
  private Matrices() {}

  /** The sum of products over pairs of axes; the axes left of a, then those of b. */
  public static Tensor tensordot(Tensor a, Tensor b, int[] axesA, int[] axesB) {
    if (axesA.length != axesB.length) {
      throw new ShapeException(
          "tensordot: " + axesA.length + " axes of a, " + axesB.length + " of b");
    }
    int n = axesA.length;
    int[] orderA = order(a, axesA, false);
    int[] orderB = order(b, axesB, true);
    for (int i = 0; i < n; i++) {
      if (a.dim(axesA[i]) != b.dim(axesB[i])) {
        throw new ShapeException(
            "tensordot: axis "
                + axesA[i]
                + " of "
                + a.shape()
                + " and axis "
                + axesB[i]
                + " of "
                + b.shape()
                + " differ");
      }
    }
    Tensor x = a.permute(orderA);
    Tensor y = b.permute(orderB);
    Shape left = x.shape().range(0, x.rank() - n);
    Shape right = y.shape().range(n, y.rank());
    int inner = y.shape().range(0, n).size();
    Tensor product = x.reshape(left.size(), inner).matmul(y.reshape(inner, right.size()));
    return product.reshape(left.concat(right));
  }

  /** The given axes first or last, the others in order. */
  private static int[] order(Tensor x, int[] axes, boolean first) {
    int[] named = Arrays.stream(axes).map(i -> x.shape().axis("tensordot", i)).toArray();
    if (Arrays.stream(named).distinct().count() != named.length) {
      throw new ShapeException("tensordot: " + Arrays.toString(axes) + " names an axis twice");
    }
    int[] order = new int[x.rank()];
    int k = first ? named.length : 0;
    for (int i = 0; i < x.rank(); i++) {
      int axis = i;
      if (Arrays.stream(named).noneMatch(n -> n == axis)) {
        order[k++] = i;
      }
    }
    System.arraycopy(named, 0, order, first ? 0 : k, named.length);
    return order;
  }

  /** The Kronecker product. */
  public static Tensor kron(Tensor a, Tensor b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] x = new int[2 * rank];
    int[] y = new int[2 * rank];
    int[] merged = new int[rank];
    for (int i = 0; i < rank; i++) {
      int n = i < rank - a.rank() ? 1 : a.dim(i - (rank - a.rank()));
      int m = i < rank - b.rank() ? 1 : b.dim(i - (rank - b.rank()));
      x[2 * i] = n;
      x[2 * i + 1] = 1;
      y[2 * i] = 1;
      y[2 * i + 1] = m;
      merged[i] = Shape.length("kron: axis " + i, (long) n * m);
    }
    return a.reshape(Shape.of(x)).times(b.reshape(Shape.of(y))).reshape(Shape.of(merged));
  }

  /** p-norms of the differences of all rows. */
  public static Tensor cdist(Tensor a, Tensor b, double p) {
    if (a.rank() < 2 || b.rank() < 2 || a.dim(-1) != b.dim(-1)) {
      throw new ShapeException(
          "cdist: a " + a.shape() + " and b " + b.shape() + " must be [B…, P, M] and [B…, R, M]");
    }
    return new Cdist(p).of(a, b);
  }

  /** a·b/(max(‖a‖, ε)·max(‖b‖, ε)) along an axis; shapes broadcast. */
  public static Tensor cosineSimilarity(Tensor a, Tensor b, int axis, double epsilon) {
    Shape shape = Shape.broadcast("cosineSimilarity", a.shape(), b.shape());
    int along = shape.axis("cosineSimilarity", axis);
    Tensor x = unit(a.expand(shape), along, epsilon);
    Tensor y = unit(b.expand(shape), along, epsilon);
    return x.times(y).sum(along);
  }

  /**
   * x/max(‖x‖, ε) along an axis, where the gradient of the maximum is x/max(‖x‖, ε) on either side,
   * as PyTorch's. It is that of x and ε over the largest |x|, so squares neither overflow nor
   * vanish.
   */
  private static Tensor unit(Tensor x, int axis, double epsilon) {
    if (x.size() == 0) {
      return x;
    }
    Tensor largest = PNorm.unit(x, axis);
    Tensor parts = x.div(largest);
    Tensor square = parts.square().sum(new int[] {axis}, true);
    Tensor least = largest.reciprocal().times(epsilon).square();
    return parts.div(raised(square, least).sqrt());
  }

  /** max(x, least), through which the gradient of x flows on either side. */
  private static Tensor raised(Tensor x, Tensor least) {
    Tensor still = x.detach();
    return still.lt(least).where(x.minus(still).plus(least), x);
  }

  /** The p-norm of a − b + ε along the last axis. */
  public static Tensor pairwiseDistance(
      Tensor a, Tensor b, double p, double epsilon, boolean keepDims) {
    return a.minus(b).plus(epsilon).norm(p, new int[] {-1}, keepDims);
  }

  /** {@code y[…, o] = x₁ᵀ·W[o]·x₂ + b[o]} for x₁ [B…, m], x₂ [B…, n], W [o, m, n]. */
  public static Tensor bilinear(Tensor x1, Tensor x2, Tensor weight, @Nullable Tensor bias) {
    if (weight.rank() != 3
        || x1.rank() == 0
        || x1.rank() != x2.rank()
        || x1.dim(-1) != weight.dim(1)
        || x2.dim(-1) != weight.dim(2)) {
      throw new ShapeException(
          "bilinear: x1 "
              + x1.shape()
              + ", x2 "
              + x2.shape()
              + " and weight "
              + weight.shape()
              + " must be [B…, m], [B…, n] and [o, m, n]");
    }
    Tensor y = Einsum.of("...m,omn,...n->...o", x1, weight, x2);
    return bias == null ? y : y.plus(bias);
  }
}
