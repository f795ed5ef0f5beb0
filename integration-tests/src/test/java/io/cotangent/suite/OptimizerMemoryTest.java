package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cotangent.Backends;
import io.cotangent.Gradients;
import io.cotangent.Tensor;
import io.cotangent.jvm.JvmBackend;
import io.cotangent.nn.Parameter;
import io.cotangent.nn.Parameters;
import io.cotangent.optim.Adadelta;
import io.cotangent.optim.Adafactor;
import io.cotangent.optim.Adagrad;
import io.cotangent.optim.Adam;
import io.cotangent.optim.AdamW;
import io.cotangent.optim.Adamax;
import io.cotangent.optim.Asgd;
import io.cotangent.optim.Lamb;
import io.cotangent.optim.Lion;
import io.cotangent.optim.Nadam;
import io.cotangent.optim.Optimizer;
import io.cotangent.optim.Radam;
import io.cotangent.optim.Rmsprop;
import io.cotangent.optim.Rprop;
import io.cotangent.optim.Settings;
import io.cotangent.optim.Sgd;
import io.cotangent.spi.Backend;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An optimizer's step leaves nothing to the collector, and nothing off the heap. (Vector kernels do
 * before they are compiled, when vectors are objects; the loops are the same.)
 */
class OptimizerMemoryTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int STEPS = 20;

  /** Handles of tensors and lists of them; a parameter here has ten times as much. */
  private static final long MOST_BYTES = 128 * 1024;

  private final Backend before = Backends.current();

  @AfterEach
  void restore() {
    Backends.use(before);
  }

  static Stream<Arguments> all() {
    List<Settings<?>> settings =
        List.of(
            Sgd.settings(),
            Sgd.settings().momentum(0.9).nesterov(true).weightDecay(0.1),
            Sgd.settings().maximize(true),
            Adam.settings(),
            Adam.settings().amsgrad(true).weightDecay(0.1),
            AdamW.settings(),
            Adagrad.settings(),
            Adadelta.settings(),
            Adamax.settings(),
            Nadam.settings(),
            Radam.settings(),
            Rmsprop.settings().momentum(0.5).centered(true),
            Rprop.settings(),
            Asgd.settings().weightDecay(0.1),
            Lion.settings());
    // Rules with norms of the whole tensor in them run as their decompositions.
    List<Settings<?>> tensorwise = List.of(Lamb.settings(), Adafactor.settings());
    Backend jvm = new JvmBackend(new io.cotangent.jvm.Settings("scalar", 1));
    return Stream.concat(
        Stream.of(jvm, Backends.get("nd4j"))
            .flatMap(b -> settings.stream().map(s -> Arguments.of(b.description(), s, b))),
        tensorwise.stream().map(s -> Arguments.of(jvm.description(), s, jvm)));
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("all")
  void aStepLeavesNothing(String name, Settings<?> settings, Backend backend) {
    Backends.use(backend);
    Parameter p = new Parameter(Tensor.ones(700, 500));
    Optimizer o = settings.over(Parameters.of(List.of(p))).build();
    Gradients dense = Gradients.of(Map.of(p, Tensor.full(0.5, 700, 500)));
    Gradients turned = Gradients.of(Map.of(p, Tensor.full(0.5, 500, 700).transpose(0, 1)));
    for (Gradients g : List.of(dense, turned)) {
      for (int i = 0; i < 5; i++) {
        o.step(g);
      }
      long native0 = Pointer.totalBytes();
      long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      for (int i = 0; i < STEPS; i++) {
        o.step(g);
      }
      bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes;
      assertThat(bytes / STEPS).as("bytes a step").isLessThan(MOST_BYTES);
      assertThat(Pointer.totalBytes()).as("bytes off the heap").isLessThanOrEqualTo(native0);
    }
    assertThat(p.value().isFinite().all().toLongs()).containsExactly(1);
  }
}
