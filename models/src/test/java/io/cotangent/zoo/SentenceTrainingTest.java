package io.cotangent.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import io.cotangent.train.History;
import io.cotangent.train.Keep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sentences, their words, and classifiers of them. */
class SentenceTrainingTest {
  @TempDir Path dir;

  @Test
  void wordsAreRunsOfLettersAndIdeographsStandAlone() {
    assertThat(Words.of("It's GREAT, well-made; 10/10! - Über’s café?"))
        .containsExactly("it's", "great", "well-made", "10", "10", "!", "über's", "café", "?");
    assertThat(Words.of("我很喜欢 iPhone。カメラ"))
        .containsExactly("我", "很", "喜", "欢", "iphone", "カ", "メ", "ラ");
    assertThat(Words.of(" ... ")).isEmpty();
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(dir.resolve(name), content);
  }

  @Test
  void filesHaveTabsOrCommasAndTheClassOnEitherSide() throws IOException {
    Path tabs = file("t.txt", "Not \"good, no\u0085.\t0\nGood.  \t1\nBad.\t0\n");
    assertThat(SentenceData.read(tabs, false))
        .containsExactly(
            new Sentence("Not \"good, no\u0085.", "0"),
            new Sentence("Good.", "1"),
            new Sentence("Bad.", "0"));
    Path csv = file("c.csv", "label,text\npos,\"Good, really\"\nneg,Bad\nneg,Worse\n");
    assertThat(SentenceData.read(csv, true))
        .containsExactly(
            new Sentence("Good, really", "pos"),
            new Sentence("Bad", "neg"),
            new Sentence("Worse", "neg"));
    Path three = file("three.txt", "a\t1\nb\t1\t2\n");
    assertThatThrownBy(() -> SentenceData.read(three, false))
        .hasMessageContaining(
            "three.txt, line 2: has 3 columns; must be a sentence, a tab and its");
    Path one = file("one.csv", "only\n");
    assertThatThrownBy(() -> SentenceData.read(one, false))
        .hasMessageContaining("one.csv: has 1 columns; must be two");
    Path empty = file("empty.csv", "a,1\nb,\n");
    assertThatThrownBy(() -> SentenceData.read(empty, false))
        .hasMessageContaining("line 2: column 2 is empty");
  }

  @ParameterizedTest
  @EnumSource
  void padsDecideNothing(SentenceNet.Reader reader) {
    SentenceNet net = new SentenceNet(reader, 20, 8, 3, 0.5, new Rng(1));
    net.eval();
    Tensor alone = Tensor.of(new long[] {3, 7, 5, 0}).reshape(1, 2, 2);
    Tensor padded = Tensor.of(new long[] {3, 7, 0, 5, 0, 0, 0, 0, 0}).reshape(1, 3, 3);
    Tensor y = net.apply(alone);
    assertThat(y.shape()).isEqualTo(Shape.of(1, 3));
    assertThat(net.apply(padded).toFloats()).containsExactly(y.toFloats(), within(1e-5f));
    assertThat(net.apply(Tensor.of(new long[4]).reshape(1, 2, 2)).isFinite().all().item())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void eachReaderLearnsMadeUpReviewsAndTellsWhatDecided(SentenceNet.Reader reader) {
    SentenceTraining t = new SentenceTraining(reader, 16, 0.1, 10, 16, 1e-2, 0.8, 1);
    SentenceTraining.Parts parts = t.parts(SentenceData.madeUp(600, 2));
    assertThat(List.of(parts.training().size(), parts.validation().size(), parts.test().size()))
        .containsExactly(432, 48, 120);
    SentenceClassifier m = t.model(parts);
    t.fit(
        m,
        parts,
        x -> {
          m.save(dir);
          return x.run(dir, Keep.best(History.VALIDATION_LOSS, 1));
        });
    SentenceClassifier again = SentenceClassifier.load(dir);
    // A bag of words sees hardly more than that "not" is there, not what it denies.
    double least = reader == SentenceNet.Reader.ATTENTION ? 0.8 : 0.9;
    assertThat(t.test(again, parts).get("accuracy")).isGreaterThan(least);
    SentenceClassifier.Answer a = again.classify("I found the soup wonderful!");
    assertThat(a.label()).isEqualTo("positive");
    assertThat(a.probability()).isGreaterThan(0.8);
    assertThat(a.evidence())
        .extracting(SentenceClassifier.Evidence::word)
        .containsExactly("i", "found", "the", "soup", "wonderful", "!");
    SentenceClassifier.Answer without = again.classify("I found the soup!");
    double p =
        without.label().equals("positive") ? without.probability() : 1 - without.probability();
    assertThat(a.evidence().get(4).weight())
        .isCloseTo(logOdds(a.probability()) - logOdds(p), within(0.05));
    assertThatThrownBy(() -> again.classify("Это невкусно"))
        .hasMessageContaining("'Это невкусно' has no word that the")
        .hasMessageContaining("of the training sentences have");
    assertThat(again.classify("the").evidence()).hasSize(1);
  }

  private static double logOdds(double p) {
    double q = Math.max(1e-7, Math.min(1 - 1e-7, p));
    return Math.log(q / (1 - q));
  }

  @Test
  void chineseSentencesAreLearned() {
    List<Sentence> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      all.add(new Sentence("这个东西第" + i % 10 + "次很好。", "好"));
      all.add(new Sentence("这个东西第" + i % 10 + "次很差。", "差"));
    }
    SentenceTraining t =
        new SentenceTraining(SentenceNet.Reader.ATTENTION, 16, 0.1, 8, 8, 1e-2, 0.8, 1);
    SentenceTraining.Parts parts = t.parts(all);
    SentenceClassifier m = t.model(parts);
    t.fit(m, parts, x -> x);
    assertThat(t.test(m, parts).get("accuracy")).isEqualTo(1);
    assertThat(m.classify("很好").label()).isEqualTo("好");
  }

  @Test
  void whatCannotBeTrainedIsASentence() {
    SentenceTraining t = SentenceTraining.of(SentenceNet.Reader.GRU);
    assertThatThrownBy(() -> t.parts(SentenceData.madeUp(19, 1)))
        .hasMessageContaining("19 are too few; give 20 or more");
    List<Sentence> one =
        SentenceData.madeUp(100, 1).stream().map(s -> new Sentence(s.text(), "x")).toList();
    assertThatThrownBy(() -> t.model(t.parts(one)))
        .hasMessageContaining("have the classes [x] alone; two are the least");
    assertThatThrownBy(() -> new SentenceTraining(SentenceNet.Reader.GRU, 6, 0, 1, 1, 1, 0.8, 1))
        .hasMessageContaining("width 6 a multiple of 4");
  }
}
