package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.Autograd;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Jacobians, Hessians and their products, against formulas and against each other. */
class DerivativesTest {
  private final Tensor x = Tensor.of(0.3, -0.7, 1.2);
  private final Tensor v = Tensor.of(1.0, 2.0, -0.5);

  /** [x₀·x₁, sin x₂]. */
  private static Tensor narrow(Tensor t) {
    return Tensor.stack(0, t.get(0).times(t.get(1)), t.get(2).sin());
  }

  /** [x₀², x₁², x₂², x₀x₁, x₁x₂]. */
  private static Tensor wide(Tensor t) {
    Tensor next = Tensor.stack(0, t.get(0).times(t.get(1)), t.get(1).times(t.get(2)));
    return Tensor.concat(0, t.square(), next);
  }

  /** Rosenbrock's function in three variables. */
  private static Tensor rosenbrock(Tensor t) {
    Tensor sum = Tensor.scalar(DType.F64, 0);
    for (int i = 0; i < 2; i++) {
      Tensor a = t.get(i + 1).minus(t.get(i).square()).square().times(100);
      sum = sum.plus(a).plus(t.get(i).neg().plus(1).square());
    }
    return sum;
  }

  private static double[] rosenbrockHessian(double a, double b, double c) {
    return new double[] {
      1200 * a * a - 400 * b + 2,
      -400 * a,
      0,
      -400 * a,
      202 + 1200 * b * b - 400 * c,
      -400 * b,
      0,
      -400 * b,
      200
    };
  }

  @Test
  void theJacobianByRows() {
    assertThat(Autograd.jacobian(DerivativesTest::narrow, x).toDoubles())
        .containsExactly(new double[] {-0.7, 0.3, 0, 0, 0, Math.cos(1.2)}, within(1e-12));
  }

  @Test
  void theJacobianByColumns() {
    Tensor j = Autograd.jacobian(DerivativesTest::wide, x);
    assertThat(j.shape()).isEqualTo(Shape.of(5, 3));
    assertThat(j.toDoubles())
        .containsExactly(
            new double[] {0.6, 0, 0, 0, -1.4, 0, 0, 0, 2.4, -0.7, 0.3, 0, 0, 1.2, -0.7},
            within(1e-12));
  }

  @Test
  void theJacobianOfATensorByATensorHasBothShapes() {
    Tensor m = new Rng(1).normal(x.backend(), DType.F64, 0, 1, Shape.of(2, 3));
    Tensor j = Autograd.jacobian(t -> t.matmul(m.transpose(0, 1)), m);
    assertThat(j.shape()).isEqualTo(Shape.of(2, 2, 2, 3));
    Tensor direction = new Rng(2).normal(x.backend(), DType.F64, 0, 1, Shape.of(2, 3));
    Tensor byMatrix = j.reshape(4, 6).matmul(direction.reshape(6)).reshape(2, 2);
    Tensor jv = Autograd.jvp(t -> t.matmul(m.transpose(0, 1)), m, direction).tangent();
    assertThat(byMatrix.toDoubles()).containsExactly(jv.toDoubles(), within(1e-12));
  }

  @Test
  void jvpAndVjpAreAdjoint() {
    Autograd.ValueAndTangent forward = Autograd.jvp(DerivativesTest::wide, x, v);
    assertThat(forward.value().toDoubles()).isEqualTo(wide(x).toDoubles());
    Tensor u = Tensor.of(0.1, -0.2, 0.3, 0.4, -0.5);
    double left = forward.tangent().times(u).sum().item();
    double right = Autograd.vjp(DerivativesTest::wide, x, u).gradient().times(v).sum().item();
    assertThat(left).isCloseTo(right, within(1e-12));
  }

  @Test
  void jvpOfAConstantIsZeroAndOfTheIdentityTheTangent() {
    Function<Tensor, Tensor> constant = t -> Tensor.of(1.0, 2.0);
    assertThat(Autograd.jvp(constant, x, v).tangent().toDoubles()).containsExactly(0, 0);
    assertThat(Autograd.jvp(t -> t, x, v).tangent().toDoubles()).isEqualTo(v.toDoubles());
  }

  @Test
  void theHessianAndItsProduct() {
    double[] truth = rosenbrockHessian(0.3, -0.7, 1.2);
    Tensor h = Autograd.hessian(DerivativesTest::rosenbrock, x);
    assertThat(h.shape()).isEqualTo(Shape.of(3, 3));
    assertThat(h.toDoubles()).containsExactly(truth, within(1e-9));
    Tensor hv = Autograd.hvp(DerivativesTest::rosenbrock, x, v);
    assertThat(hv.toDoubles()).containsExactly(h.matmul(v).toDoubles(), within(1e-9));
  }

  @Test
  void theyNest() {
    Function<Tensor, Tensor> norm =
        t -> Autograd.grad(DerivativesTest::rosenbrock, t).square().sum().times(0.5);
    Tensor h = Autograd.hessian(DerivativesTest::rosenbrock, x);
    Tensor g = Autograd.grad(DerivativesTest::rosenbrock, x);
    assertThat(Autograd.grad(norm, x).toDoubles())
        .containsExactly(h.matmul(g).toDoubles(), within(1e-6));
    Function<Tensor, Tensor> curvature =
        t -> Autograd.hvp(DerivativesTest::rosenbrock, t, v).times(v).sum();
    Autograd.checkGradients(in -> curvature.apply(in[0]), x).orThrow();
  }

  @Test
  void theGradientOfEachExample() {
    Tensor batch = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    Tensor each = Autograd.perExampleGrad((w, e) -> w.times(e).sum().square(), v, batch);
    assertThat(each.shape()).isEqualTo(Shape.of(2, 3));
    for (int i = 0; i < 2; i++) {
      double inner = v.times(batch.get(i)).sum().item();
      assertThat(each.get(i).toDoubles())
          .containsExactly(batch.get(i).times(2 * inner).toDoubles(), within(1e-12));
    }
  }

  @Test
  void shapesThatDoNotFitAreErrors() {
    assertThatThrownBy(() -> Autograd.jvp(t -> t, x, Tensor.of(1.0)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("jvp: tangent [1] must have the shape of x, [3]");
    assertThatThrownBy(() -> Autograd.hvp(Tensor::sum, x, Tensor.of(1.0)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("hvp: v [1] must have the shape of x, [3]");
    assertThatThrownBy(
            () -> Autograd.perExampleGrad((w, e) -> w.sum(), x, Tensor.scalar(DType.F64, 1)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("perExampleGrad: batch [] needs an axis 0 with examples along it");
  }
}
