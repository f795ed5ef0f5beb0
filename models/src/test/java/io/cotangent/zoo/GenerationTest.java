package io.cotangent.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.nn.Init;
import io.cotangent.random.Rng;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sequences that go on, and how their tokens are drawn. */
class GenerationTest {
  private final Rng rng = new Rng(3);
  private final Gpt gpt = gpt();
  private final CharLstm lstm = new CharLstm(11, rng, c -> c.hidden(12).layers(2));

  private Gpt gpt() {
    Gpt g = new Gpt(11, rng, s -> s.layers(2).heads(2).width(16).block(6).bias(true));
    g.parameters("**.weight").init(Init.normal(0, 0.5), rng); // so that tokens matter
    return g;
  }

  private static float[] last(LanguageModel m, int... tokens) {
    return m.apply(LanguageModel.batch(tokens)).slice(1, Slice.from(-1)).flatten().toFloats();
  }

  @Test
  void aContinuationGivesWhatTheWholeSequenceGives() {
    int[] text = {4, 7, 1, 9, 9, 0};
    for (LanguageModel m : List.of(gpt, lstm)) {
      LanguageModel.Continuation c = m.begin();
      float[] y = c.next(text[0], text[1]).toFloats();
      assertThat(y).containsExactly(last(m, 4, 7), within(1e-4f));
      for (int i = 2; i < text.length; i++) {
        y = c.next(text[i]).toFloats();
        float[] whole = last(m, Arrays.copyOf(text, i + 1));
        assertThat(y).containsExactly(whole, within(1e-4f));
      }
    }
  }

  @Test
  void aGptSeesItsLastBlock() {
    LanguageModel.Continuation c = gpt.begin();
    c.next(4, 7, 1, 9, 9);
    c.next(0);
    assertThat(c.next(3).toFloats()).containsExactly(last(gpt, 7, 1, 9, 9, 0, 3), within(1e-4f));
    assertThat(c.next(2, 2).toFloats()).containsExactly(last(gpt, 9, 9, 0, 3, 2, 2), within(1e-4f));
    assertThat(gpt.begin().next(1, 2, 3, 4, 5, 6, 7, 8).toFloats())
        .containsExactly(last(gpt, 3, 4, 5, 6, 7, 8), within(1e-4f));
  }

  @Test
  void aTokenSeesNothingThatComesLater() {
    for (LanguageModel m : List.of(gpt, lstm)) {
      Tensor a = m.apply(LanguageModel.batch(1, 2, 3, 4));
      Tensor b = m.apply(LanguageModel.batch(1, 2, 3, 9));
      Slice first = Slice.until(3);
      assertThat(a.slice(1, first).toFloats()).isEqualTo(b.slice(1, first).toFloats());
      assertThat(a.toFloats()).isNotEqualTo(b.toFloats());
    }
  }

  @Test
  void generationIsDecidedByTheSeedAndKeepsTheMode() {
    gpt.train();
    int[] a = gpt.generate(new int[] {1}, 20, Sampling.DEFAULT, new Rng(8));
    assertThat(a)
        .hasSize(20)
        .isEqualTo(gpt.generate(new int[] {1}, 20, Sampling.DEFAULT, new Rng(8)));
    assertThat(a).isNotEqualTo(gpt.generate(new int[] {1}, 20, Sampling.DEFAULT, new Rng(9)));
    assertThat(gpt.isTraining()).isTrue();
    int[] careful = gpt.generate(new int[] {1}, 9, Sampling.DEFAULT.temperature(0), rng);
    assertThat(careful).isEqualTo(gpt.generate(new int[] {1}, 9, Sampling.DEFAULT.topK(1), rng));
  }

  @Test
  void tokensAreDrawnByTheirProbabilities() {
    float[] z = {
      (float) Math.log(1), (float) Math.log(4), (float) Math.log(2), (float) Math.log(1)
    };
    assertThat(shares(z, Sampling.DEFAULT)).containsExactly(shares(1, 4, 2, 1), within(0.03));
    assertThat(shares(z, Sampling.DEFAULT.temperature(0.5)))
        .containsExactly(shares(1, 16, 4, 1), within(0.03));
    assertThat(shares(z, Sampling.DEFAULT.topK(2)))
        .containsExactly(shares(0, 4, 2, 0), within(0.03));
    assertThat(shares(z, Sampling.DEFAULT.topP(0.6)))
        .containsExactly(shares(0, 4, 2, 0), within(0.03));
    assertThat(shares(z, Sampling.DEFAULT.topP(0.49)))
        .containsExactly(shares(0, 1, 0, 0), within(0.0));
    assertThat(shares(z, Sampling.DEFAULT.topK(3).topP(0.8)))
        .containsExactly(shares(0, 4, 2, 0), within(0.03));
  }

  private static double[] shares(double... weights) {
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / sum).toArray();
  }

  private static double[] shares(float[] logits, Sampling s) {
    Rng rng = new Rng(1);
    double[] counts = new double[logits.length];
    for (int i = 0; i < 4000; i++) {
      counts[s.draw(logits, rng)]++;
    }
    return shares(counts);
  }

  @Test
  void samplingIsCheckedByNameAndBound() {
    assertThatThrownBy(() -> Sampling.DEFAULT.temperature(-1))
        .hasMessageContaining("temperature: -1.0 must be finite, 0 or more");
    assertThatThrownBy(() -> Sampling.DEFAULT.topK(-2)).hasMessageContaining("top-k: -2");
    assertThatThrownBy(() -> Sampling.DEFAULT.topP(0))
        .hasMessageContaining("top-p: 0.0 must be above 0 and at most 1");
  }
}
