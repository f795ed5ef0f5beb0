package io.cotangent.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.BackendException;
import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.op.Affine;
import io.cotangent.op.Dispatch;
import io.cotangent.op.Epilogue;
import io.cotangent.op.UpdateRules.AdamStep;
import io.cotangent.random.Rng;
import io.cotangent.spi.Backend;
import org.junit.jupiter.api.Test;

/** The same training on both backends, and tensors of one on the other. */
class TwoBackendsTest {
  private static final int STEPS = 200;
  private static final int BATCH = 32;
  private static final int INPUTS = 20;

  /** A network of two layers that learns which of four sums of its inputs is the largest. */
  private record Run(double[] losses, double accuracy) {}

  private static Run train(Backend b, DType t) {
    Tensor[] p = {
      new Rng(1).normal(b, t, 0, 0.3, Shape.of(48, INPUTS)),
      Tensor.zeros(b, t, Shape.of(48)),
      new Rng(2).normal(b, t, 0, 0.2, Shape.of(4, 48)),
      Tensor.zeros(b, t, Shape.of(4))
    };
    Tensor[] m = new Tensor[4];
    Tensor[] v = new Tensor[4];
    for (int i = 0; i < 4; i++) {
      m[i] = p[i].zerosLike();
      v[i] = p[i].zerosLike();
    }
    double[] losses = new double[STEPS];
    for (int step = 0; step < STEPS; step++) {
      Tensor x = new Rng(100 + step).normal(b, t, 0, 1, Shape.of(BATCH, INPUTS));
      Tensor[] leaves = new Tensor[4];
      for (int i = 0; i < 4; i++) {
        leaves[i] = p[i].requiresGrad();
      }
      Tensor loss = Losses.crossEntropy(forward(leaves, x), classes(x));
      losses[step] = loss.item();
      var gradients = loss.backward();
      for (int i = 0; i < 4; i++) {
        Tensor[] made =
            Dispatch.update(
                new AdamStep(0.01, 0.9, 0.999, 1e-8, 0, false, false, step + 1),
                p[i],
                m[i],
                v[i],
                gradients.get(leaves[i]));
        p[i] = made[0];
        m[i] = made[1];
        v[i] = made[2];
      }
    }
    Tensor x = new Rng(7).normal(b, t, 0, 1, Shape.of(2000, INPUTS));
    double right = forward(p, x).argmax(1).eq(classes(x)).to(DType.F64).mean().item();
    return new Run(losses, right);
  }

  private static Tensor forward(Tensor[] p, Tensor x) {
    Tensor h = new Affine(Epilogue.RELU).of(x, p[0], p[1]);
    return h.linear(p[2], p[3]);
  }

  private static Tensor classes(Tensor x) {
    return x.reshape(x.dim(0), 4, INPUTS / 4).sum(2).argmax(1);
  }

  private static void compare(DType t, double tolerance) {
    Run jvm = train(Backends.get("jvm"), t);
    Run nd4j = train(Backends.get("nd4j"), t);
    assertThat(jvm.losses[STEPS - 1]).isLessThan(0.5 * jvm.losses[0]);
    for (int i = 0; i < STEPS; i++) {
      assertThat(nd4j.losses[i])
          .as("loss after " + i + " steps")
          .isCloseTo(jvm.losses[i], within(tolerance * Math.abs(jvm.losses[i])));
    }
    assertThat(nd4j.accuracy).isCloseTo(jvm.accuracy, within(0.003));
  }

  @Test
  void learnTheSameInF32() {
    compare(DType.F32, 1e-3);
  }

  @Test
  void learnTheSameInF64() {
    compare(DType.F64, 1e-9);
  }

  @Test
  void tensorsOfBothInOneOperationAreAnErrorAndToMovesOne() {
    Tensor a = Tensor.of(Backends.get("jvm"), new double[] {1, 2, 3}, Shape.of(3));
    Tensor b = Tensor.of(Backends.get("nd4j"), new double[] {4, 5, 6}, Shape.of(3));
    assertThatThrownBy(() -> a.plus(b))
        .isInstanceOf(BackendException.class)
        .hasMessage("add: tensors of two backends, jvm and nd4j; move one with tensor.to(backend)");
    assertThat(a.plus(b.to(a.backend())).toDoubles()).containsExactly(5, 7, 9);
    Tensor leaf = a.requiresGrad();
    Tensor y = leaf.to(b.backend()).times(b).sum();
    assertThat(y.backward().get(leaf).toDoubles()).containsExactly(4, 5, 6);
  }
}
