package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Relu;
import io.cotangent.nn.Sequential;
import io.cotangent.nn.StepEstimate;
import io.cotangent.nn.Summary;
import io.cotangent.random.Rng;
import io.cotangent.trace.Profile;
import io.cotangent.trace.Trace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The list of what ran, and its readers. */
class TraceTest {
  private final Rng rng = new Rng(5);
  private final Layer model =
      new Sequential(
          Map.of("body", new Sequential(new Linear(6, 4, rng), new Relu(), new Linear(4, 3, rng))));
  private final Tensor x = rng.normal(0, 1, 5, 6);

  @Test
  void everyOperationIsSeenWithItsModuleItsInputsAndItsDirection() {
    Tensor constant = Tensor.full(2, 5, 3);
    Trace trace = Trace.of(() -> model.apply(x).times(constant).softmax(1).sum().backward());
    List<Trace.Call> calls = trace.calls();
    assertThat(calls.get(0).path()).isEqualTo("body.0");
    assertThat(calls.get(0).op().label()).isEqualTo("linear");
    assertThat(calls.get(0).inputs()).hasSize(3);
    Trace.Call times =
        calls.stream().filter(c -> c.op().label().equals("mul")).findFirst().orElseThrow();
    assertThat(times.path()).isEmpty();
    assertThat(times.inputs().get(1)).isSameAs(constant);
    assertThat(calls)
        .anyMatch(
            c -> c.backward() && c.path().equals("body.2") && c.op().label().equals("matmul"));
    assertThat(calls.stream().filter(c -> !c.backward()).map(c -> c.op().label()))
        .contains("softmax", "sum");
  }

  @Test
  void argReductionsAndUpdatesPassTheChokePointToo() {
    Trace trace = Trace.of(() -> x.argmax(1));
    assertThat(trace.flat()).anyMatch(c -> c.op().label().equals("argmax"));
  }

  @Test
  void decompositionsNest() {
    Trace trace =
        Trace.of(() -> io.cotangent.op.Composite.define("twice", in -> in[0].times(2).exp()).of(x));
    assertThat(trace.calls()).hasSize(1);
    assertThat(trace.calls().get(0).isKernel()).isFalse();
    assertThat(trace.calls().get(0).inside()).hasSize(2);
  }

  @Test
  void theSummaryCountsAndLeavesTheModelAsItWas() {
    Summary s = model.summary(Shape.of(5, 6));
    assertThat(s.parameters()).isEqualTo(6 * 4 + 4 + 4 * 3 + 3);
    assertThat(s.multiplyAdds()).isEqualTo(5L * (6 * 4 + 4 * 3));
    assertThat(s.failure()).isNull();
    assertThat(s.toString()).contains("body: Sequential", "[5, 3]");
    assertThat(model.isTraining()).isTrue();
  }

  @Test
  void theSummaryTellsHowFarItGot() {
    Summary s = model.summary(Shape.of(5, 7));
    assertThat(s.failure()).contains("linear").contains("[in module body.0]");
  }

  @Test
  void theProfileHasATableByModuleAndOperation() {
    Profile p = Profile.of(() -> model.apply(x).square().sum().backward());
    assertThat(p.rows()).anyMatch(r -> r.path().equals("body.0") && r.operation().equals("linear"));
    assertThat(p.rows()).anyMatch(Profile.Row::backward);
    assertThat(p.byOperation().stream().mapToLong(Profile.Row::nanos).sum())
        .isLessThanOrEqualTo(p.nanos());
    assertThat(p.toString()).contains("body.0: linear");
  }

  @Test
  void theEstimateOfAStepGrowsInALine() {
    StepEstimate e = StepEstimate.of(model, n -> model.apply(Tensor.zeros(n, 6)).sum(), 100, 2);
    assertThat(e.parameters()).isEqualTo(4 * 43);
    assertThat(e.optimizer()).isEqualTo(2 * e.gradients());
    assertThat(e.forward()).isEqualTo(100L * 36);
    assertThat(e.backward()).isEqualTo(100L * (36 + 12));
  }
}
