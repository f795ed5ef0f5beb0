package io.cotangent.text;

import io.cotangent.ArgumentException;
import io.cotangent.io.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the tokens of a piece of text. */
interface TokenModel {
  /** Takes a token and its range in the piece. */
  @FunctionalInterface
  interface Sink {
    void put(int id, int from, int to);
  }

  /** Hands on the tokens of a piece that is not empty, from left to right. */
  void tokenize(String piece, Sink out);

  Map<String, Integer> ids();

  /** The model of {@code tokenizer.json}. */
  static TokenModel of(JsonObject o) {
    String type =
        o.find("type") != null
            ? o.getString("type")
            : o.has("merges") ? "BPE" : o.find("vocab") instanceof Map ? "WordPiece" : "Unigram";
    return switch (type) {
      case "BPE" -> Bpe.of(o);
      case "WordPiece" -> WordPiece.of(o);
      case "Unigram" -> Unigram.of(o);
      case "WordLevel" -> WordLevel.of(o);
      default -> throw Spec.unsupported(o, "type", "BPE, WordPiece, Unigram or WordLevel");
    };
  }

  /** The id of the unknown token, null where there is none. */
  static @Nullable Integer unknown(JsonObject o, Map<String, Integer> ids) {
    String token = Spec.string(o, "unk_token");
    Integer id = token == null ? null : ids.get(token);
    if (token != null && id == null) {
      throw o.error("unk_token", "a token of the vocabulary");
    }
    return id;
  }

  /** The id of the unknown token, or the error of a text that needs one. */
  static int required(@Nullable Integer unknown, String text) {
    if (unknown == null) {
      throw new ArgumentException(
          "tokenizer: '"
              + (text.length() > 40 ? text.substring(0, 40) + "…" : text)
              + "' is not in the vocabulary, and there is no token for what is unknown");
    }
    return unknown;
  }

  /** Ids of the tokens {@code <0x00>} to {@code <0xFF>}, −1 for those that there are not. */
  static int[] byteTokens(JsonObject o, Map<String, Integer> ids) {
    int[] r = new int[Spec.flag(o, "byte_fallback", false) ? 256 : 0];
    Arrays.setAll(r, b -> ids.getOrDefault(String.format("<0x%02X>", b), -1));
    return r;
  }

  /** A text as tokens of its bytes, each with the range of the whole; false if one is missing. */
  static boolean putBytes(int[] byteTokens, String s, int from, int to, Sink out) {
    byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
    for (byte b : bytes) {
      if (byteTokens.length == 0 || byteTokens[b & 0xFF] < 0) {
        return false;
      }
    }
    for (byte b : bytes) {
      out.put(byteTokens[b & 0xFF], from, to);
    }
    return true;
  }
}
