package io.cotangent.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.io.DataFormatException;
import io.cotangent.random.Rng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
  private static final List<String> TEXTS =
      List.of(
          "The quick brown fox jumps over the lazy dog.",
          "the dog and the fox, the quick and the lazy",
          "naïve café — 東京 🙂");

  @TempDir Path folder = Path.of("");

  @Test
  void charactersAreNumberedInTheirOrder() {
    Tokenizer t = CharTokenizer.of("hello\nwörld🙂");
    assertThat(t.vocabulary().size()).isEqualTo(10);
    assertThat(t.vocabulary().id("\n")).isZero();
    Encoding e = t.encode("wo\n🙂o");
    assertThat(t.decode(e.ids())).isEqualTo("wo\n🙂o");
    assertThat(e.begins()).containsExactly(0, 1, 2, 3, 5);
    assertThat(e.ends()).containsExactly(1, 2, 3, 5, 6);
    assertThatThrownBy(() -> t.encode("x"))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("'x' is not in the vocabulary");
    assertThatThrownBy(() -> CharTokenizer.of("")).hasMessageContaining("the text is empty");
    Tokenizer tolerant = CharTokenizer.of("ab", List.of("<pad>", "<unk>"));
    assertThat(tolerant.encode("axb<pad>").ids()).containsExactly(2, 1, 3, 0);
    assertThat(tolerant.decode(2, 1, 0, 3)).isEqualTo("ab");
  }

  @Test
  void wordsByFrequencyThenByCharacters() {
    Tokenizer t = WordTokenizer.with().lowercase(true).special("<pad>").size(6).train(TEXTS);
    assertThat(t.vocabulary().token(0)).isEqualTo("<unk>");
    assertThat(t.vocabulary().token(2)).isEqualTo("the");
    assertThat(t.vocabulary().size()).isEqualTo(6);
    assertThat(t.encode("THE zebra").ids()).containsExactly(2, 0);
    Tokenizer frequent = WordTokenizer.with().minFrequency(2).train(TEXTS);
    assertThat(frequent.vocabulary().find("naïve")).isEmpty();
    assertThatThrownBy(() -> WordTokenizer.with().train(List.of(" ")))
        .hasMessageContaining("no text to train on");
  }

  @Test
  void byteLevelBringsEveryTextBack() {
    Tokenizer t = SubwordTrainer.with().size(300).special("<|endoftext|>").byteLevelBpe(TEXTS);
    Rng rng = new Rng(7);
    for (int i = 0; i < 300; i++) {
      StringBuilder s = new StringBuilder();
      int n = rng.nextInt(40);
      for (int k = 0; k < n; k++) {
        int c = rng.nextInt(k % 3 == 0 ? 0x11_0000 : 0x250);
        s.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? ' ' : c);
      }
      Encoding e = t.encode(s.toString());
      assertThat(t.decode(e.ids())).isEqualTo(s.toString());
      assertOffsets(e, s.length());
    }
    assertThat(t.encode("the<|endoftext|>").ids()).endsWith(0);
  }

  private static void assertOffsets(Encoding e, int length) {
    int last = 0;
    for (int i = 0; i < e.size(); i++) {
      if (e.special()[i]) {
        continue;
      }
      assertThat(e.begins()[i]).isBetween(0, e.ends()[i]);
      assertThat(e.ends()[i]).isBetween(e.begins()[i], length);
      assertThat(e.begins()[i]).isGreaterThanOrEqualTo(last);
      last = e.begins()[i];
    }
  }

  @Test
  void everyTrainedTokenizerIsWrittenAndReadAndTrainedAgainTheSame() throws IOException {
    SubwordTrainer trainer = SubwordTrainer.with().size(120).special("<pad>");
    List<Tokenizer> all =
        List.of(
            CharTokenizer.of(String.join("", TEXTS)),
            WordTokenizer.with().train(TEXTS),
            trainer.byteLevelBpe(TEXTS),
            trainer.bpe(TEXTS),
            trainer.wordPiece(TEXTS));
    Path file = folder.resolve("tokenizer.json");
    for (Tokenizer t : all) {
      t.write(file);
      Tokenizer again = Tokenizer.read(file);
      for (String text : TEXTS) {
        Encoding e = t.encode(text);
        assertThat(again.encode(text).ids()).isEqualTo(e.ids());
        assertThat(again.decode(e.ids())).isEqualTo(t.decode(e.ids()));
        assertOffsets(e, text.length());
      }
    }
    trainer.bpe(TEXTS).write(folder.resolve("a"));
    trainer.bpe(TEXTS).write(folder.resolve("b"));
    assertThat(folder.resolve("a")).hasSameTextualContentAs(folder.resolve("b"));
    assertThat(trainer.bpe(TEXTS).decode(trainer.bpe(TEXTS).encode(TEXTS.get(1)).ids()))
        .isEqualTo(TEXTS.get(1));
  }

  private Tokenizer bert() throws IOException {
    Path vocab =
        Files.writeString(
            folder.resolve("vocab.txt"),
            "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhello\nworld\n,\n!\ncafe\n##s\n東\n");
    return Tokenizer.readWordPiece(vocab, true);
  }

  @Test
  void bertsVocabularyFile() throws IOException {
    Tokenizer t = bert();
    Encoding e = t.encode("Hello, Cafés!  東X");
    assertThat(e.ids()).containsExactly(2, 5, 7, 9, 10, 8, 11, 1, 3);
    assertThat(e.begins()).containsExactly(0, 0, 5, 7, 11, 12, 15, 16, 0);
    assertThat(e.ends()).containsExactly(0, 5, 6, 11, 12, 13, 16, 17, 0);
    assertThat(e.special()[0]).isTrue();
    assertThat(t.decode(e.ids())).isEqualTo("hello, cafes! 東");
    Encoding pair = t.encode("hello [MASK]", "world");
    assertThat(pair.ids()).containsExactly(2, 5, 4, 3, 6, 3);
    assertThat(pair.types()).containsExactly(0, 0, 0, 0, 1, 1);
    assertThatThrownBy(
            () -> Tokenizer.readWordPiece(Files.writeString(folder.resolve("v"), "a\nb"), true))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("has no token [CLS]");
  }

  @Test
  void batchesAreFilledUpAndCut() throws IOException {
    Tokenizer t = bert();
    TokenBatch batch = t.batch(List.of("hello", "hello world hello"));
    assertThat(batch.ids().toLongs()).containsExactly(2, 5, 3, 0, 0, 2, 5, 6, 5, 3);
    assertThat(batch.mask().to(DType.I64).toLongs()).containsExactly(1, 1, 1, 0, 0, 1, 1, 1, 1, 1);
    Encoding cut = t.truncated(4).encode("hello world hello world");
    assertThat(cut.ids()).containsExactly(2, 5, 6, 3);
    assertThat(t.truncated(5).encode("hello hello hello", "world").ids())
        .containsExactly(2, 5, 3, 6, 3);
    assertThatThrownBy(() -> t.truncated(2)).hasMessageContaining("no room for 3 special tokens");
    TokenBatch left = TokenBatch.of(List.of(t.encode("hello")), 0, true, 4);
    assertThat(left.ids().toLongs()).containsExactly(0, 2, 5, 3);
  }

  @Test
  void gpt2sFiles() throws IOException {
    Path vocab =
        Files.writeString(
            folder.resolve("vocab.json"),
            "{\"h\":0,\"i\":1,\"Ġ\":2,\"hi\":3,\"Ġhi\":4,\"<|endoftext|>\":5}");
    Path merges = Files.writeString(folder.resolve("m"), "#version: 0.2\nh i\nĠ hi\n");
    Tokenizer t = Tokenizer.readByteLevelBpe(vocab, merges);
    assertThat(t.encode("hi hi<|endoftext|>").ids()).containsExactly(3, 4, 5);
    assertThat(t.decode(3, 4, 5)).isEqualTo("hi hi");
    assertThatThrownBy(() -> t.decode(6)).hasMessageContaining("no token has the id 6");
    Files.writeString(merges, "#version: 0.2\nh i\nĠhi\n");
    assertThatThrownBy(() -> Tokenizer.readByteLevelBpe(vocab, merges))
        .hasMessageContaining(", line 3: is 'Ġhi'; must be two tokens");
  }

  @Test
  void aMegabyteWithoutSpaces() {
    Tokenizer t = SubwordTrainer.with().size(300).byteLevelBpe(TEXTS);
    char[] x = new char[1_000_000];
    Arrays.fill(x, 'q');
    String text = new String(x);
    assertThat(t.decode(t.encode(text).ids())).isEqualTo(text);
    Arrays.fill(x, ' ');
    assertThat(t.decode(t.encode(new String(x) + "x").ids())).hasSize(1_000_001);
    Arrays.fill(x, '\u0301');
    Tokenizer words = SubwordTrainer.with().wordPiece(TEXTS);
    assertThat(words.encode("e" + new String(x)).size()).isPositive();
  }
}
