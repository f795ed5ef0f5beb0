package io.cotangent.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.Tensor;
import io.cotangent.data.Batch;
import io.cotangent.loss.Losses;
import io.cotangent.nn.Layer;
import io.cotangent.optim.Sgd;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptionTest {
  @TempDir Path dir;

  private static Trainer<Layer, Batch> trainer(Layer model) {
    return Trainer.supervised(model, Losses::crossEntropy).optimizer(Sgd.of(model).lr(0.1).build());
  }

  @Test
  void aRunThatIsAskedToStopDoesAfterItsStepAndGoesOnToTheSameBits() {
    Layer whole = Fixture.model(0);
    trainer(whole).fit(Fixture.loader(false), 2);
    Layer model = Fixture.model(0);
    AtomicReference<Interruption> watch = new AtomicReference<>();
    Callback atStepFive =
        new Callback() {
          @Override
          public void stepStarts(Run run) {
            if (run.step() == 4) {
              Objects.requireNonNull(watch.get()).ask();
            }
          }
        };
    try (Interruption i = Interruption.watch()) {
      watch.set(i);
      History h =
          trainer(model).run(dir, Keep.last(1)).with(atStepFive, i).fit(Fixture.loader(false), 2);
      assertThat(h.stopped()).isEqualTo(Interruption.REASON);
    }
    assertThat(Checkpoint.latest(dir).step()).isEqualTo(5);
    Layer again = Fixture.model(0);
    try (Interruption i = Interruption.watch()) {
      History h =
          trainer(again)
              .run(dir, Keep.last(1))
              .goOn()
              .with(atStepFive, i)
              .fit(Fixture.loader(false), 2);
      assertThat(h.stopped()).isNull();
    }
    Map<String, Tensor> expected = whole.stateDict();
    Map<String, Tensor> got = again.stateDict();
    assertThat(got.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (n, t) ->
            assertThat(Objects.requireNonNull(got.get(n)).toFloats()).isEqualTo(t.toFloats()));
  }
}
