package io.cotangent.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.data.Batch;
import io.cotangent.io.DataFormatException;
import io.cotangent.optim.Optimizer;
import io.cotangent.random.Rng;
import io.cotangent.train.Callback;
import io.cotangent.train.History;
import io.cotangent.train.Keep;
import io.cotangent.train.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts, their windows, and models of them trained, saved and asked. */
class TextTrainingTest {
  @TempDir Path dir;

  private static final String ROUND = "the cat sat on the mat. ".repeat(60);

  @Test
  void charactersAreCodePointsInOrder() {
    Characters c = Characters.of("bä😀a\nb");
    assertThat(c.alphabet()).isEqualTo("\nabä😀");
    assertThat(c.size()).isEqualTo(5);
    assertThat(c.encode("a😀b")).containsExactly(1, 4, 2);
    assertThat(c.decode(1, 4, 2)).isEqualTo("a😀b");
    assertThatThrownBy(() -> c.encode("xay"))
        .hasMessageContaining("the training text has no 'x', 'y'; its characters are \\nabä😀");
    assertThatThrownBy(() -> new Characters("ba")).hasMessageContaining("ascending order");
  }

  @Test
  void aTextIsCutAtNinetyPercentAndLinesAreShuffledBefore() {
    TextData t = TextData.of("t", "abcdefghij");
    assertThat(t.characters().decode(t.training())).isEqualTo("abcdefghi");
    assertThat(t.characters().decode(t.validation())).isEqualTo("j");
    String names = "a\nb\n\n c \nd\ne\nf\ng\nh\ni\nj";
    TextData l = TextData.ofLines("names", names, new Rng(1));
    String training = l.characters().decode(l.training());
    String validation = l.characters().decode(l.validation());
    assertThat(training)
        .hasSize(19)
        .startsWith("\n")
        .endsWith("\n")
        .isNotEqualTo("\na\nb\nc\nd\ne\nf\ng\nh\ni\n");
    assertThat(validation).hasSize(3);
    assertThat(
            Arrays.stream((training + validation).split("\n")).filter(s -> !s.isEmpty()).sorted())
        .containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    assertThatThrownBy(() -> TextData.ofLines("names", "x\n\n", new Rng(1)))
        .hasMessageContaining("names: has 1 lines; two are the least");
    assertThatThrownBy(() -> TextData.of("t", "")).hasMessageContaining("t: is empty");
    assertThat(TextData.shakespeare().training()).hasSizeGreaterThan(85_000);
  }

  @Test
  void filesAreUtf8WithAnyLineEnds() throws IOException {
    Path f = Files.writeString(dir.resolve("t.txt"), "\uFEFFé\r\nb\n");
    assertThat(TextData.read(f)).isEqualTo("é\nb\n");
    Files.write(f, "é".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TextData.read(f)).hasMessageContaining("t.txt: is not UTF-8");
    assertThatThrownBy(() -> TextData.read(dir.resolve("no")))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("there is no file");
  }

  @Test
  void targetsAreTheNextTokensAndAnEpochIsThePartBetweenEvaluations() {
    TextTraining t = TextTraining.DEFAULT.steps(6, 3).warmup(0).batch(2).block(4);
    int[] tokens = Characters.of("abcdefgh").encode("abcdefgh");
    int batches = 0;
    for (Batch b : t.training(tokens)) {
      assertThat(b.y().toLongs()).isEqualTo(b.x().plus(1).toLongs());
      assertThat(b.x().shape().dims()).containsExactly(2, 4);
      batches++;
    }
    assertThat(batches).isEqualTo(3);
    Batch all = t.all(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}).iterator().next();
    assertThat(all.x().toLongs()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(all.y().toLongs()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThatThrownBy(() -> t.all(new int[4]))
        .hasMessageContaining("the validation part has 4 characters, fewer than the 5 of a window");
  }

  @Test
  void matricesDecayAndVectorsDoNotAndRatesRiseAndFall() {
    TextTraining t = TextTraining.DEFAULT.steps(20, 20).warmup(4).block(8).batch(2);
    AtomicReference<Optimizer> seen = new AtomicReference<>();
    java.util.ArrayList<Double> rates = new java.util.ArrayList<>();
    Gpt gpt = new Gpt(20, new Rng(1), g -> g.layers(1).heads(1).width(8).block(8).bias(true));
    t.fit(
        gpt,
        TextData.of("t", ROUND),
        x ->
            x.with(
                new Callback() {
                  @Override
                  public void stepEnds(Run run) {
                    seen.set(run.optimizer());
                    rates.add(run.optimizer().lr());
                  }
                }));
    Optimizer optimizer = Objects.requireNonNull(seen.get());
    assertThat(optimizer.groups().get(0).parameters().names())
        .contains("wte.weight", "h.0.attn.in_proj_weight")
        .noneMatch(n -> n.endsWith("bias") || n.contains("ln_"));
    assertThat(optimizer.groups().get(0).settings().toString()).contains("weightDecay=0.1");
    assertThat(optimizer.groups().get(1).settings().toString()).contains("weightDecay=0.0");
    assertThat(rates.get(0)).isCloseTo(5e-4, within(1e-9));
    assertThat(rates.get(3)).isCloseTo(2e-3, within(1e-9));
    assertThat(rates.get(19)).isBetween(1e-4, 1.3e-4);
  }

  private void learns(CharModel model) {
    TextData text = TextData.of("round", ROUND);
    TextTraining t =
        TextTraining.DEFAULT.steps(120, 60).warmup(5).batch(8).block(16).lr(1e-2, 1e-3);
    History h =
        t.fit(
            model.model(),
            text,
            x -> {
              model.save(dir);
              return x.run(dir, Keep.best(History.VALIDATION_LOSS, 1));
            });
    assertThat(h.values(History.VALIDATION_LOSS)).hasSize(2);
    assertThat(t.evaluate(model.model(), text)).isLessThan(0.4);
    CharModel again = CharModel.load(dir);
    Sampling s = Sampling.DEFAULT.temperature(0);
    String more = again.complete("the cat ", 15, s, new Rng(1));
    assertThat(more).isEqualTo("sat on the mat.");
    assertThat(again.complete("", 5, s, new Rng(1))).hasSize(5);
    assertThatThrownBy(() -> again.complete("Ü", 5, s, new Rng(1))).hasMessageContaining("no 'Ü'");
  }

  @Test
  void aGptLearnsARoundAndIsLoadedFromItsRun() {
    Characters c = Characters.of(ROUND);
    learns(
        CharModel.gpt(c, GptSettings.DEFAULT.layers(1).heads(2).width(32).block(16), new Rng(1)));
  }

  @Test
  void anLstmLearnsARoundAndIsLoadedFromItsRun() {
    Characters c = Characters.of(ROUND);
    learns(CharModel.lstm(c, new CharLstmSettings(16, 48, 1, 0), new Rng(1)));
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> TextTraining.DEFAULT.steps(2000, 300))
        .hasMessageContaining(
            "evaluateEvery 300 must be positive, and the last one divide the steps");
    assertThatThrownBy(() -> TextTraining.DEFAULT.warmup(-1))
        .hasMessageContaining("warm-up -1 must be 0 or more");
  }
}
