package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.Autograd;
import io.cotangent.Backends;
import io.cotangent.Tensor;
import io.cotangent.jvm.JvmBackend;
import io.cotangent.jvm.Settings;
import io.cotangent.spi.Backend;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every test of a class that extends this runs on the vector and the scalar kernels of the
 * pure-Java backend, on ND4J, and once more with every composite decomposed.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("backends")
abstract class EveryBackend {
  private static final Backend SCALAR = new JvmBackend(new Settings("scalar", 1));

  @Parameter Backend backend;
  private Backend before;

  static Stream<Named<Backend>> backends() {
    return Stream.of(
        Named.of("vector", new JvmBackend(new Settings("vector", 2))),
        Named.of("scalar", SCALAR),
        Named.of("decomposed", new CountingBackend(SCALAR)),
        Named.of("nd4j", Backends.get("nd4j")));
  }

  @BeforeEach
  void use() {
    before = Backends.current();
    Backends.use(backend);
  }

  @AfterEach
  void restore() {
    Backends.use(before);
  }

  /** The gradient of Σ f(x). */
  static Tensor slope(UnaryOperator<Tensor> f, Tensor x) {
    return Autograd.grad(t -> f.apply(t).sum(), x);
  }

  /** The derivative of the n-th order of Σ f(x), summed between the orders. */
  static Tensor slope(int order, UnaryOperator<Tensor> f, Tensor x) {
    return order == 1 ? slope(f, x) : slope(t -> slope(order - 1, f, t), x);
  }

  /** Holds values against others, with a relative error, NaN and infinities exactly. */
  static void near(double relative, Tensor got, double... expected) {
    double[] v = got.toDoubles();
    assertThat(v).hasSameSizeAs(expected);
    for (int i = 0; i < v.length; i++) {
      String what = "element " + i + " of " + got;
      if (Double.isNaN(expected[i])) {
        assertThat(v[i]).as(what).isNaN();
      } else if (Double.isInfinite(expected[i]) || expected[i] == 0) {
        assertThat(v[i] + 0).as(what).isEqualTo(expected[i]);
      } else {
        assertThat(v[i]).as(what).isCloseTo(expected[i], within(relative * Math.abs(expected[i])));
      }
    }
  }

  /** {@link #near} with an error of a few units in F32. */
  static void holds(Tensor got, double... expected) {
    near(5e-7, got, expected);
  }
}
