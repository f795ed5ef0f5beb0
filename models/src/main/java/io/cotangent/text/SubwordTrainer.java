package io.cotangent.text;

import io.cotangent.ArgumentException;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Trains tokenizers of parts of words: settings, an immutable record whose methods change one each.
 * The same texts give the same tokenizer.
 *
 * <pre>{@code
 * Tokenizer t = SubwordTrainer.with().size(8000).special("<|endoftext|>").byteLevelBpe(texts);
 * }</pre>
 *
 * @param size of the vocabulary, special tokens and characters included; these are never left out
 * @param minFrequency pairs that are less frequent are not merged
 * @param special tokens that come first
 * @param lowercase whether WordPiece takes letters as small ones without accents
 */
public record SubwordTrainer(int size, int minFrequency, List<String> special, boolean lowercase) {
  /** Checks the settings. */
  public SubwordTrainer {
    if (size < 1 || minFrequency < 1) {
      throw new ArgumentException(
          "subwords: size and least frequency must be positive, got "
              + size
              + " and "
              + minFrequency);
    }
    special = List.copyOf(new LinkedHashSet<>(special));
  }

  /** 30,000 tokens, pairs from two times on, no special tokens, small letters. */
  public static SubwordTrainer with() {
    return new SubwordTrainer(30_000, 2, List.of(), true);
  }

  /** With another size of the vocabulary. */
  public SubwordTrainer size(int value) {
    return new SubwordTrainer(value, minFrequency, special, lowercase);
  }

  /** With another least frequency. */
  public SubwordTrainer minFrequency(int value) {
    return new SubwordTrainer(size, value, special, lowercase);
  }

  /** With special tokens, which come first. */
  public SubwordTrainer special(String... tokens) {
    return new SubwordTrainer(size, minFrequency, List.of(tokens), lowercase);
  }

  /** With or without capital letters and accents in WordPiece. */
  public SubwordTrainer lowercase(boolean value) {
    return new SubwordTrainer(size, minFrequency, special, value);
  }

  /**
   * Byte-pair encoding over the bytes of UTF-8, as GPT-2 has it: no text is unknown, and every text
   * comes back as it was.
   */
  public Tokenizer byteLevelBpe(Iterable<String> texts) {
    PairMerging m = new PairMerging("", special, ByteChars.alphabet());
    m.learn(pieces(texts, null, Presets.BYTE_LEVEL), size, minFrequency);
    return Presets.byteLevel(m.ids(), m.merges(), special).tokenizer();
  }

  /** Byte-pair encoding over characters; those that the texts lack are {@code <unk>}. */
  public Tokenizer bpe(Iterable<String> texts) {
    List<String> all = withUnknown(Composition.UNKNOWN);
    PairMerging m = new PairMerging("", all, List.of());
    m.learn(pieces(texts, null, Presets.METASPACE), size, minFrequency);
    return Presets.metaspaceBpe(m.ids(), m.merges(), all).tokenizer();
  }

  /**
   * WordPiece as BERT has it, the vocabulary learned by merging pairs; its special tokens are there
   * in any case.
   */
  public Tokenizer wordPiece(Iterable<String> texts) {
    Set<String> all = new LinkedHashSet<>(Presets.BERT_SPECIAL);
    all.addAll(special);
    PairMerging m = new PairMerging("##", List.copyOf(all), List.of());
    m.learn(
        pieces(texts, Presets.bertNormalizer(lowercase), Map.of("type", "BertPreTokenizer")),
        size,
        minFrequency);
    return Presets.bert(m.ids(), List.copyOf(all), lowercase).tokenizer();
  }

  private List<String> withUnknown(String unknown) {
    List<String> r = new ArrayList<>(special);
    if (!r.contains(unknown)) {
      r.add(0, unknown);
    }
    return r;
  }

  /** How often each piece is there. */
  static TreeMap<String, Integer> pieces(
      Iterable<String> texts, @Nullable Map<String, ?> normalizer, Map<String, ?> preTokenizer) {
    Normalization n = Normalization.of(normalizer == null ? null : object(normalizer));
    PreTokenization p = PreTokenization.of(object(preTokenizer));
    TreeMap<String, Integer> counts = new TreeMap<>();
    for (String text : texts) {
      for (Aligned piece : p.apply(n.apply(Aligned.of(text)))) {
        counts.merge(piece.text, 1, Integer::sum);
      }
    }
    counts.remove("");
    if (counts.isEmpty()) {
      throw new ArgumentException("tokenizer: there is no text to train on");
    }
    return counts;
  }

  private static JsonObject object(Map<String, ?> spec) {
    return JsonObject.of(Json.parse(Json.text(spec), "tokenizer"), "tokenizer");
  }
}
