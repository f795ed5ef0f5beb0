package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a gradient costs, counted and not timed: a small multiple of the forward pass, whatever the
 * number of parameters.
 */
class CostTest {
  @ParameterizedTest
  @ValueSource(ints = {22, 70, 223, 707, 2236})
  void oneBackwardPassCostsAtMostThreeForwardPasses(int width) {
    CountingBackend b = new CountingBackend(Backends.current());
    Rng rng = new Rng(1);
    Tensor w1 = rng.normal(b, DType.F32, 0, 0.1, Shape.of(width, width)).requiresGrad();
    Tensor w2 = rng.normal(b, DType.F32, 0, 0.1, Shape.of(width, width)).requiresGrad();
    Tensor x = rng.normal(b, DType.F32, 0, 1, Shape.of(4, width));
    long parameters = 2L * width * width;

    b.calls = 0;
    b.multiplyAdds = 0;
    Tensor loss = x.matmul(w1).tanh().matmul(w2).tanh().square().mean();
    long forwardCalls = b.calls;
    long forward = b.multiplyAdds;
    assertThat(loss.backward().size()).isEqualTo(2);
    long backward = b.multiplyAdds - forward;

    assertThat(b.calls - forwardCalls)
        .as("kernel calls of backward")
        .isLessThanOrEqualTo(3 * forwardCalls);
    assertThat(backward)
        .as("multiply-adds of backward, %d parameters", parameters)
        .isLessThanOrEqualTo(3 * forward);
    assertThat(parameters * forward)
        .as("multiply-adds of finite differences")
        .isGreaterThan(300 * backward);
  }
}
