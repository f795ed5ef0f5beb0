package io.cotangent.text;

import io.cotangent.ArgumentException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token for each word, and for each run of punctuation; other words are {@code <unk>}, which has
 * the id 0. Frequent words come first, those equally frequent by their characters. Settings, an
 * immutable record whose methods change one each.
 *
 * <pre>{@code
 * Tokenizer words = WordTokenizer.with().lowercase(true).minFrequency(2).train(texts);
 * }</pre>
 *
 * @param size the most tokens, special ones included
 * @param minFrequency words that are less frequent are unknown
 * @param lowercase whether letters become small ones
 * @param special tokens after {@code <unk>}
 */
public record WordTokenizer(int size, int minFrequency, boolean lowercase, List<String> special) {
  /** Checks the settings. */
  public WordTokenizer {
    special = special.stream().filter(s -> !s.equals(Composition.UNKNOWN)).distinct().toList();
    if (size <= special.size() || minFrequency < 1) {
      throw new ArgumentException(
          "words: size must leave room for "
              + (special.size() + 1)
              + " special tokens, the least frequency be positive, got "
              + size
              + " and "
              + minFrequency);
    }
  }

  /** All words, as they are written. */
  public static WordTokenizer with() {
    return new WordTokenizer(Integer.MAX_VALUE, 1, false, List.of());
  }

  /** With a largest number of tokens. */
  public WordTokenizer size(int value) {
    return new WordTokenizer(value, minFrequency, lowercase, special);
  }

  /** With another least frequency. */
  public WordTokenizer minFrequency(int value) {
    return new WordTokenizer(size, value, lowercase, special);
  }

  /** With or without capital letters. */
  public WordTokenizer lowercase(boolean value) {
    return new WordTokenizer(size, minFrequency, value, special);
  }

  /** With special tokens after {@code <unk>}. */
  public WordTokenizer special(String... tokens) {
    return new WordTokenizer(size, minFrequency, lowercase, List.of(tokens));
  }

  /** The tokenizer of the words of some texts. */
  public Tokenizer train(Iterable<String> texts) {
    @Nullable Map<String, String> normalizer = lowercase ? Map.of("type", "Lowercase") : null;
    Map<String, String> preTokenizer = Map.of("type", "Whitespace");
    Map<String, Integer> ids = new LinkedHashMap<>();
    ids.put(Composition.UNKNOWN, 0);
    special.forEach(s -> ids.put(s, ids.size()));
    List<String> all = List.copyOf(ids.keySet());
    SubwordTrainer.pieces(texts, normalizer, preTokenizer).entrySet().stream()
        .filter(e -> e.getValue() >= minFrequency && !ids.containsKey(e.getKey()))
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(size - ids.size())
        .forEachOrdered(e -> ids.put(e.getKey(), ids.size()));
    return new Composition(Composition.wordLevel(ids))
        .special(all)
        .put("normalizer", normalizer)
        .put("pre_tokenizer", preTokenizer)
        .tokenizer();
  }
}
