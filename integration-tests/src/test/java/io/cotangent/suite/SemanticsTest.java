package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.autograd.Handle;
import io.cotangent.op.Binary;
import io.cotangent.op.SoftmaxCrossEntropy;
import io.cotangent.op.Unary;
import io.cotangent.random.Rng;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What operations mean: NumPy's and PyTorch's semantics, and kernels against reference maths and
 * decompositions.
 */
class SemanticsTest {
  private final Tensor m = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

  private static void close(String what, double y, double truth) {
    if (Double.isNaN(truth)) {
      assertThat(y).as(what).isNaN();
    } else {
      assertThat(y).as(what).isCloseTo(truth, within(4e-7 * Math.max(1, Math.abs(truth))));
    }
  }

  @Test
  void rowsAgreeWithTheirReferenceMaths() {
    Tensor a = new Rng(1).uniform(0.1, 3, 5, 7);
    Tensor b = new Rng(2).uniform(0.1, 3, 5, 7);
    for (Unary op : Unary.values()) {
      if (op.isDifferentiable()) {
        double[] x = a.toDoubles();
        double[] y = op.of(a).toDoubles();
        for (int i = 0; i < x.length; i++) {
          double truth = op.reference().applyAsDouble(x[i]);
          close(op.label(), y[i], truth);
        }
      }
    }
    for (Binary op : Binary.values()) {
      if (op.isDifferentiable()) {
        double[] p = a.toDoubles();
        double[] q = b.toDoubles();
        double[] y = op.of(a, b).toDoubles();
        for (int i = 0; i < p.length; i++) {
          double truth = op.reference().applyAsDouble(p[i], q[i]);
          close(op.label(), y[i], truth);
        }
      }
    }
  }

  /** The counting backend has no kernels for composites, so there the decomposition runs. */
  @Test
  void kernelsOfCompositesAgreeWithTheirDecompositions() {
    CountingBackend plain = new CountingBackend(Backends.current());
    Tensor x = new Rng(3).normal(0, 2, 9, 13).requiresGrad();
    Tensor w = new Rng(4).normal(0, 1, 13, 13);
    Tensor classes = new Rng(5).uniform(0, 13, 9).floor().to(DType.I64);
    List<Function<Tensor, Tensor>> composites =
        List.of(
            t -> t.softmax(1),
            t -> t.softmax(0),
            t -> t.logSoftmax(1),
            t -> t.transpose(0, 1).logSoftmax(0),
            t -> t.logSumExp(1),
            t -> SoftmaxCrossEntropy.perRow(t, classes.to(t.backend())),
            t -> t.linear(w.to(t.backend()), w.to(t.backend()).get(0)),
            t ->
                t.transpose(0, 1)
                    .linear(w.to(t.backend()).slice(Slice.of(0, 4), Slice.of(0, 9)), null));
    for (Function<Tensor, Tensor> f : composites) {
      for (DType t : List.of(DType.F32, DType.F64)) {
        double tolerance = t == DType.F32 ? 1e-5 : 1e-13;
        Tensor here = x.detach().to(t).requiresGrad();
        Tensor there = x.detach().to(t).to(plain).requiresGrad();
        Tensor y = f.apply(here);
        Tensor z = f.apply(there);
        assertThat(y.toDoubles()).containsExactly(z.toDoubles(), within(tolerance));
        double[] g = y.square().sum().backward().get(here).toDoubles();
        assertThat(g)
            .containsExactly(
                z.square().sum().backward().get(there).toDoubles(), within(50 * tolerance));
      }
    }
  }

  @Test
  void weakScalarsKeepTheType() {
    assertThat(m.times(2.5).dtype()).isEqualTo(DType.F32);
    assertThat(m.to(DType.F64).times(2.5).dtype()).isEqualTo(DType.F64);
    assertThat(Tensor.arange(3).times(2).dtype()).isEqualTo(DType.I64);
    assertThat(Tensor.arange(3).times(2.5).dtype()).isEqualTo(DType.F32);
    assertThat(Tensor.arange(3).div(2).toFloats()).containsExactly(0, 0.5f, 1);
    assertThat(m.plus(m.to(DType.F64)).dtype()).isEqualTo(DType.F64);
    assertThat(m.plus(Tensor.arange(3)).dtype()).isEqualTo(DType.F32);
  }

  @Test
  void gradientsOfMixedTypesComeBackInTheLeafsType() {
    Tensor x = m.requiresGrad();
    Tensor g = x.times(Tensor.of(1.0, 2.0, 3.0)).sum().backward().get(x);
    assertThat(g.dtype()).isEqualTo(DType.F32);
    assertThat(g.toFloats()).containsExactly(1, 2, 3, 1, 2, 3);
  }

  @Test
  void reductionsOverAnyAxes() {
    Tensor c = Tensor.arange(24).to(DType.F32).reshape(2, 3, 4);
    assertThat(c.sum(0, 2).toFloats()).containsExactly(60, 92, 124);
    assertThat(c.sum(1).shape()).isEqualTo(Shape.of(2, 4));
    assertThat(c.mean(new int[] {-1}, true).shape()).isEqualTo(Shape.of(2, 3, 1));
    assertThat(c.permute(2, 0, 1).max(0, 1).toFloats()).containsExactly(15, 19, 23);
    assertThat(c.argmax(1).toLongs()).containsExactly(2, 2, 2, 2, 2, 2, 2, 2);
    assertThat(Tensor.zeros(0, 3).sum(0).toFloats()).containsExactly(0, 0, 0);
    assertThat(Tensor.zeros(0, 3).prod(0).toFloats()).containsExactly(1, 1, 1);
    assertThat(Tensor.zeros(3, 0).mean(1).toFloats()).containsOnly(Float.NaN);
    assertThat(Tensor.of(1f, Float.NaN, 3f).max().item()).isNaN();
    assertThat(Tensor.of(1f, Float.NaN, 3f).argmax(0).item()).isEqualTo(1);
    assertThat(Tensor.scalar(5).sum().item()).isEqualTo(5);
  }

  @Test
  void varianceOfLargeOffsetsDoesNotCancel() {
    assertThat(Tensor.of(1e6f, 1e6f + 1, 1e6f + 2).variance().item()).isCloseTo(1, within(1e-6));
  }

  @Test
  void matmulOfEveryRank() {
    Tensor v = Tensor.of(1f, 1f, 1f);
    assertThat(m.matmul(v).toFloats()).containsExactly(6, 15);
    assertThat(v.matmul(m.transpose(0, 1)).toFloats()).containsExactly(6, 15);
    assertThat(v.matmul(v).shape()).isEqualTo(Shape.SCALAR);
    Tensor batch = Tensor.ones(5, 1, 2, 3).matmul(Tensor.ones(4, 3, 2));
    assertThat(batch.shape()).isEqualTo(Shape.of(5, 4, 2, 2));
    assertThat(batch.toFloats()).containsOnly(3f);
    assertThat(Tensor.ones(2, 0).matmul(Tensor.ones(0, 2)).toFloats()).containsOnly(0f);
    assertThat(Tensor.ones(0, 2).matmul(Tensor.ones(2, 3)).shape()).isEqualTo(Shape.of(0, 3));
  }

  @Test
  void viewsShareMemoryAndCopiesDoNot() {
    Tensor t = m.transpose(0, 1);
    assertThat(Handle.storage(t)).isSameAs(Handle.storage(m));
    assertThat(Handle.storage(t.reshape(6))).isNotSameAs(Handle.storage(m));
    assertThat(t.reshape(6).toFloats()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(m.get(1, 2).item()).isEqualTo(6);
    assertThat(m.get(Slice.all(), Slice.of(null, null, -1)).toFloats())
        .containsExactly(3, 2, 1, 6, 5, 4);
    assertThat(m.pad(0, 1, 0, -1, 0).toFloats()).containsExactly(0, 4, 5, 6);
  }

  @Test
  void emptyAndScalarTensorsPassThroughEverything() {
    Tensor none = Tensor.zeros(0, 3).requiresGrad();
    Tensor y = none.exp().times(none).plus(1).softmax(1).sum();
    assertThat(y.item()).isZero();
    assertThat(y.backward().get(none).shape()).isEqualTo(Shape.of(0, 3));
    Tensor s = Tensor.scalar(2).requiresGrad();
    assertThat(s.square().times(s).backward().get(s).item()).isEqualTo(12);
    assertThat(Tensor.concat(0, Tensor.zeros(0, 2), Tensor.ones(1, 2)).shape())
        .isEqualTo(Shape.of(1, 2));
  }

  @Test
  void specialValues() {
    Tensor x = Tensor.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f);
    assertThat(x.exp().toFloats()).containsExactly(Float.NaN, Float.POSITIVE_INFINITY, 0, 1);
    assertThat(x.tanh().toFloats()).containsExactly(Float.NaN, 1, -1, -0f);
    assertThat(x.sigmoid().toFloats()).containsExactly(Float.NaN, 1, 0, 0.5f);
    assertThat(x.relu().toFloats()).containsExactly(Float.NaN, Float.POSITIVE_INFINITY, 0, 0);
    assertThat(x.eq(x).to(DType.I32).toLongs()).containsExactly(0, 1, 1, 1);
    assertThat(Tensor.of(-1000f, 1000f).sigmoid().toFloats()).containsExactly(0, 1);
  }

  @Test
  void printsAsNumPyDoes() {
    assertThat(m.toString())
        .isEqualTo("[[1.00000, 2.00000, 3.00000],\n [4.00000, 5.00000, 6.00000]] F32[2, 3]");
    assertThat(Tensor.arange(2000).toString())
        .isEqualTo("[0, 1, 2, ..., 1997, 1998, 1999] I64[2000]");
  }
}
