package io.cotangent.text;

import io.cotangent.ArgumentException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A token for each character of a text (code point of Unicode), numbered in their order. A
 * character that the text lacks is an error, unless there is a token for it.
 */
public final class CharTokenizer {
  private CharTokenizer() {}

  /**
   * The characters of a text.
   *
   * @throws ArgumentException if the text is empty
   */
  public static Tokenizer of(String text) {
    return of(text, List.of());
  }

  /**
   * The characters of a text, after special tokens.
   *
   * @param special such as {@code <pad>}, {@code <unk>}, {@code <bos>}; {@code <unk>} stands for
   *     the characters that the text lacks
   * @throws ArgumentException if the text is empty
   */
  public static Tokenizer of(String text, List<String> special) {
    if (text.isEmpty()) {
      throw new ArgumentException("characters: the text is empty");
    }
    Map<String, Integer> ids = new LinkedHashMap<>();
    special.forEach(s -> ids.put(s, ids.size()));
    text.codePoints()
        .distinct()
        .sorted()
        .forEach(c -> ids.putIfAbsent(Character.toString(c), ids.size()));
    return new Composition(Composition.wordLevel(ids))
        .special(special)
        .put(
            "pre_tokenizer",
            Map.of(
                "type",
                "Split",
                "pattern",
                Map.of("Regex", "[\\s\\S]"),
                "behavior",
                "Isolated",
                "invert",
                false))
        .put("decoder", Map.of("type", "Fuse"))
        .tokenizer();
  }
}
