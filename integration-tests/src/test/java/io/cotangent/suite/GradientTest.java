package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.Autograd;
import io.cotangent.DType;
import io.cotangent.GraphOption;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.Composite;
import io.cotangent.random.Rng;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Gradients where differences cannot tell: at kinks and ties, of higher order, of users' own
 * operations.
 */
class GradientTest {
  /** Smooth inputs: no two equal, none near an integer or a kink. */
  private static Tensor sample(int seed, double low, double high) {
    Tensor t =
        new Rng(seed).uniform(Tensor.zeros().backend(), DType.F64, low, high, Shape.of(3, 4));
    return t.plus(Tensor.arange(12).to(DType.F64).reshape(3, 4).times(1e-3));
  }

  @Test
  void tiesShareTheGradientOfMax() {
    Tensor x = Tensor.of(new double[] {2, 5, 5, 1, 5, 0}, 2, 3).requiresGrad();
    assertThat(x.max().backward().get(x).toDoubles())
        .containsExactly(0, 1.0 / 3, 1.0 / 3, 0, 1.0 / 3, 0);
    Tensor a = Tensor.of(1.0, 2.0).requiresGrad();
    assertThat(a.maximum(Tensor.of(1.0, 3.0)).sum().backward().get(a).toDoubles())
        .containsExactly(0.5, 0);
  }

  @Test
  void kinksHaveTheirConventions() {
    Tensor x = Tensor.of(-1.0, 0.0, 1.0).requiresGrad();
    assertThat(x.relu().sum().backward().get(x).toDoubles()).containsExactly(0, 0, 1);
    assertThat(x.abs().sum().backward().get(x).toDoubles()).containsExactly(-1, 0, 1);
    assertThat(x.clamp(-1, 0).sum().backward().get(x).toDoubles()).containsExactly(1, 1, 0);
    assertThat(x.pow(0.0).sum().backward().get(x).toDoubles()).containsExactly(0, 0, 0);
  }

  @Test
  void higherOrdersByNestingAndByRecordedBackward() {
    Tensor x = Tensor.scalar(DType.F64, 0.7);
    Function<Tensor, Tensor> f = t -> t.sin().times(t.square());
    Tensor third = Autograd.grad(a -> Autograd.grad(b -> Autograd.grad(f, b), a), x);
    double v = 0.7;
    double truth = 6 * Math.cos(v) - 6 * v * Math.sin(v) - v * v * Math.cos(v);
    assertThat(third.item()).isCloseTo(truth, org.assertj.core.api.Assertions.within(1e-10));
    Tensor leaf = x.requiresGrad();
    Tensor g = f.apply(leaf).backward(GraphOption.CREATE).get(leaf);
    Tensor h = g.backward(GraphOption.CREATE).get(leaf);
    assertThat(h.backward().get(leaf).item())
        .isCloseTo(truth, org.assertj.core.api.Assertions.within(1e-10));
  }

  @Test
  void aUsersOwnOperationWithAndWithoutItsOwnVjp() {
    Composite cube = Composite.define("cube", in -> in[0].times(in[0]).times(in[0]));
    Composite own =
        Composite.define(
            "cube",
            in -> in[0].times(in[0]).times(in[0]),
            (in, y, g) -> new Tensor[] {g.times(in[0].square()).times(3)});
    Autograd.checkGradients(in -> cube.of(in[0]), sample(8, -1, 1)).orThrow();
    Autograd.checkGradients(in -> own.of(in[0]), sample(8, -1, 1)).orThrow();
    Composite wrong =
        Composite.define(
            "wrong", in -> in[0].square(), (in, y, g) -> new Tensor[] {g.times(in[0])});
    assertThat(Autograd.checkGradients(in -> wrong.of(in[0]), sample(8, 0.5, 1)).toString())
        .contains("FAIL order 1, input 0", "worst at flat position");
  }
}
