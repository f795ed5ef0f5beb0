package io.cotangent.text;

import io.cotangent.io.JsonObject;
import java.util.Map;

/**
 * The longest token first, from left to right; tokens within a word begin with a prefix. A word of
 * which a part is no token is unknown as a whole (Wu et al. 2016, section 4.1, as BERT has it).
 */
record WordPiece(
    Map<String, Integer> ids, int unknown, String prefix, int longestWord, int longestToken)
    implements TokenModel {
  static WordPiece of(JsonObject o) {
    Map<String, Integer> ids = Spec.vocabulary(o, "vocab");
    Integer unknown = TokenModel.unknown(o, ids);
    if (unknown == null) {
      throw o.error("unk_token", "a token of the vocabulary");
    }
    int longestWord =
        o.find("max_input_chars_per_word") == null ? 100 : o.getInt("max_input_chars_per_word");
    int longest = ids.keySet().stream().mapToInt(String::length).max().orElse(1);
    String prefix = Spec.string(o, "continuing_subword_prefix", "##");
    return new WordPiece(ids, unknown, prefix, longestWord, longest);
  }

  @Override
  public void tokenize(String piece, Sink out) {
    int n = piece.length();
    Tokens found = new Tokens();
    boolean known = piece.codePointCount(0, n) <= longestWord;
    for (int from = 0; known && from < n; ) {
      int end = Math.min(n, from + longestToken);
      Integer id = null;
      while (end > from && id == null) {
        String s = piece.substring(from, end);
        id = ids.get(from == 0 ? s : prefix + s);
        end = id == null ? end - 1 : end;
      }
      known = id != null;
      if (id != null) {
        found.put(id, from, end, 0, false);
        from = end;
      }
    }
    if (known) {
      Encoding e = found.encoding();
      for (int i = 0; i < e.size(); i++) {
        out.put(e.ids()[i], e.begins()[i], e.ends()[i]);
      }
    } else {
      out.put(unknown, 0, n);
    }
  }
}
