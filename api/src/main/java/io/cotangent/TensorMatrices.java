package io.cotangent;

import io.cotangent.op.Affine;
import io.cotangent.op.Cdist;
import io.cotangent.op.CosineSimilarity;
import io.cotangent.op.Dispatch;
import io.cotangent.op.Epilogue;
import io.cotangent.op.Matmul;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Products of matrices and vectors, and distances between vectors. */
public sealed interface TensorMatrices permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /**
   * Matrix product over the last two axes, with broadcast batch axes; a vector is a row on the left
   * and a column on the right, and the added axis is dropped again. Transposed operands are read in
   * place.
   */
  default Tensor matmul(Tensor b) {
    if (self().rank() == 0 || b.rank() == 0) {
      throw new ShapeException(
          "matmul: takes vectors and matrices, got "
              + self().shape()
              + " x "
              + b.shape()
              + "; use times for scalars");
    }
    if (self().rank() == 1 || b.rank() == 1) {
      Tensor left = self().rank() == 1 ? self().unsqueeze(0) : self();
      Tensor right = b.rank() == 1 ? b.unsqueeze(1) : b;
      Tensor c = Dispatch.apply(Matmul.INSTANCE, left, right);
      if (b.rank() == 1) {
        c = c.squeeze(-1);
      }
      return self().rank() == 1 ? c.squeeze(b.rank() == 1 ? -1 : -2) : c;
    }
    return Dispatch.apply(Matmul.INSTANCE, self(), b);
  }

  /** x·Wᵀ + b for x [..., in], W [out, in], b [out]. */
  default Tensor linear(Tensor weight, @Nullable Tensor bias) {
    return new Affine(Epilogue.NONE).of(self(), weight, bias);
  }

  /** aᵢ·bⱼ of two vectors. */
  default Tensor outer(Tensor b) {
    Tensor x = self();
    if (x.rank() != 1 || b.rank() != 1) {
      throw new ShapeException("outer: takes two vectors, got " + x.shape() + " and " + b.shape());
    }
    return x.unsqueeze(1).times(b);
  }

  /**
   * β·this + α·a·b, matrix products over the last two axes, batches included; where β is 0 this is
   * not read.
   */
  default Tensor addmm(Tensor a, Tensor b, double beta, double alpha) {
    Tensor x = self();
    return (beta == 0 ? x.zerosLike() : x.times(beta)).plus(a.matmul(b).times(alpha));
  }

  /** The sum of products over pairs of axes; the axes left of this, then those of b. */
  default Tensor tensordot(Tensor b, int[] axesA, int[] axesB) {
    Tensor a = self();
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

  /** The Kronecker product: every element of this times all of b, as blocks. */
  default Tensor kron(Tensor b) {
    Tensor a = self();
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

  /** The sum of a matrix's diagonal. */
  default Tensor trace() {
    Tensor x = self();
    if (x.rank() != 2) {
      throw new ShapeException("trace: takes a matrix, got " + x.shape());
    }
    return x.diagonal(0, 0, 1).sum();
  }

  /** p-norms of the differences of all rows, [B…, P, M] and [B…, R, M] to [B…, P, R]. */
  default Tensor cdist(Tensor b, double p) {
    Tensor a = self();
    if (a.rank() < 2 || b.rank() < 2 || a.dim(-1) != b.dim(-1)) {
      throw new ShapeException(
          "cdist: a " + a.shape() + " and b " + b.shape() + " must be [B…, P, M] and [B…, R, M]");
    }
    return new Cdist(p).of(a, b);
  }

  /** a·b/(max(‖a‖, ε)·max(‖b‖, ε)) along an axis; shapes broadcast. */
  default Tensor cosineSimilarity(Tensor b, int axis, double epsilon) {
    Shape shape = Shape.broadcast("cosineSimilarity", self().shape(), b.shape());
    return new CosineSimilarity(shape.axis("cosineSimilarity", axis), epsilon).of(self(), b);
  }

  /** The p-norm of this − b + ε along the last axis. */
  default Tensor pairwiseDistance(Tensor b, double p, double epsilon, boolean keepDims) {
    return self().minus(b).plus(epsilon).norm(p, new int[] {-1}, keepDims);
  }

  /** {@code y[…, o] = x₁ᵀ·W[o]·x₂ + b[o]} for this x₁ [B…, m], x₂ [B…, n], W [o, m, n]. */
  default Tensor bilinear(Tensor x2, Tensor weight, @Nullable Tensor bias) {
    Tensor x1 = self();
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
}
