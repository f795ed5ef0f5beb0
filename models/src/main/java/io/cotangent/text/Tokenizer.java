package io.cotangent.text;

import io.cotangent.io.DataFormatException;
import io.cotangent.io.Json;
import java.nio.file.Path;
import java.util.List;

/**
 * Texts as ids of tokens, and back. Tokenizers are immutable; any number of threads may use one.
 *
 * <pre>{@code
 * Tokenizer bert = Tokenizer.read(Path.of("tokenizer.json"));
 * TokenBatch batch = bert.batch(List.of("one text", "and another"));
 * Tokenizer chars = CharTokenizer.of(text);
 * }</pre>
 */
public interface Tokenizer {
  /**
   * The tokenizer of a {@code tokenizer.json} (the Hugging Face Tokenizers format, version 1.0).
   *
   * @throws DataFormatException if the file is missing or damaged, or has what is not supported;
   *     the message names the field
   */
  static Tokenizer read(Path file) {
    return TokenizerPipeline.of(Json.readObject(file));
  }

  /**
   * BERT's tokenizer of a {@code vocab.txt}: a token on each line, among them [CLS], [SEP] and
   * [UNK].
   *
   * @param lowercase whether letters become small ones without accents, as in uncased models
   * @throws DataFormatException if the file is missing, is not UTF-8 or lacks one of these tokens
   */
  static Tokenizer readWordPiece(Path vocabulary, boolean lowercase) {
    return VocabularyFiles.wordPiece(vocabulary, lowercase);
  }

  /**
   * GPT-2's tokenizer of a {@code vocab.json} and a {@code merges.txt}.
   *
   * @throws DataFormatException if a file is missing or damaged
   */
  static Tokenizer readByteLevelBpe(Path vocabulary, Path merges) {
    return VocabularyFiles.byteLevelBpe(vocabulary, merges);
  }

  /** A text as tokens, with the special tokens and the truncation of this tokenizer. */
  Encoding encode(String text);

  /** Two texts as one sequence, with the special tokens between them. */
  Encoding encode(String first, String second);

  /**
   * Tokens as text, special ones left out.
   *
   * @throws io.cotangent.ArgumentException if there is no token of an id
   */
  String decode(int... ids);

  /** All tokens. */
  Vocabulary vocabulary();

  /**
   * Cut to a number of tokens, special ones included, at the end of the text.
   *
   * @throws io.cotangent.ArgumentException if the special tokens have no room
   */
  Tokenizer truncated(int length);

  /** Several texts, filled up to one length as the tokenizer's settings say. */
  TokenBatch batch(List<String> texts);

  /**
   * Writes a {@code tokenizer.json} from which {@link #read} makes the same tokenizer.
   *
   * @throws io.cotangent.io.WriteException if the file cannot be written
   */
  void write(Path file);
}
