package io.cotangent.text;

import io.cotangent.io.DataFormatException;
import io.cotangent.io.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The most probable sequence of tokens under log p(t₁ … tₙ) = Σ log p(tᵢ), by the Viterbi algorithm
 * over a trie (Kudo 2018). Characters that are no token cost ten more than the least probable one,
 * and neighbours among them are one unknown token.
 */
final class Unigram implements TokenModel {
  private static final double PENALTY = 10;

  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final double[] scores;
  private final Trie trie = new Trie();
  private final double unknownScore;
  private final @Nullable Integer unknown;
  private final int[] byteTokens;

  private Unigram(JsonObject o) {
    List<?> vocab = o.getList("vocab");
    scores = new double[vocab.size()];
    for (int i = 0; i < scores.length; i++) {
      if (!(vocab.get(i) instanceof List<?> entry
          && entry.size() == 2
          && entry.get(0) instanceof String token
          && entry.get(1) instanceof Number score)) {
        throw new DataFormatException(
            "tokenizer: vocab " + i + " is " + vocab.get(i) + "; must be a token and its score");
      }
      if (ids.put(token, i) != null) {
        throw new DataFormatException("tokenizer: the token '" + token + "' is there twice");
      }
      scores[i] = score.doubleValue();
      if (!token.isEmpty()) {
        trie.put(token, i);
      }
    }
    unknown = o.find("unk_id") == null ? null : Integer.valueOf(o.getInt("unk_id"));
    if (unknown != null && (unknown < 0 || unknown >= scores.length)) {
      throw o.error("unk_id", "from 0 to " + (scores.length - 1));
    }
    unknownScore = Arrays.stream(scores).min().orElse(0) - PENALTY;
    byteTokens = TokenModel.byteTokens(o, ids);
  }

  static Unigram of(JsonObject o) {
    return new Unigram(o);
  }

  @Override
  public Map<String, Integer> ids() {
    return ids;
  }

  @Override
  public void tokenize(String piece, Sink out) {
    int n = piece.length();
    double[] best = new double[n + 1];
    int[] from = new int[n + 1];
    int[] token = new int[n + 1];
    Arrays.fill(from, -1);
    for (int i = 0; i < n; ) {
      int next = i + Character.charCount(piece.codePointAt(i));
      boolean single = false;
      Trie t = trie.child(piece.charAt(i));
      for (int end = i + 1; t != null; end++) {
        if (t.id() >= 0) {
          reach(best, from, token, i, end, t.id(), scores[t.id()]);
          single |= end == next;
        }
        t = end < n ? t.child(piece.charAt(end)) : null;
      }
      if (!single) {
        reach(best, from, token, i, next, -1, unknownScore);
      }
      i = next;
    }
    int[] ends = new int[n];
    int count = 0;
    for (int end = n; end > 0; end = from[end]) {
      ends[count++] = end;
    }
    for (int k = count - 1; k >= 0; k--) {
      int end = ends[k];
      int begin = from[end];
      if (token[end] < 0) {
        while (k > 0 && token[ends[k - 1]] < 0) {
          end = ends[--k];
        }
        putUnknown(piece.substring(begin, end), begin, end, out);
      } else {
        out.put(token[end], begin, end);
      }
    }
  }

  private static void reach(
      double[] best, int[] from, int[] token, int begin, int end, int id, double score) {
    double sum = best[begin] + score;
    if (from[end] < 0 || sum > best[end]) {
      best[end] = sum;
      from[end] = begin;
      token[end] = id;
    }
  }

  private void putUnknown(String s, int begin, int end, Sink out) {
    if (!TokenModel.putBytes(byteTokens, s, begin, end, out)) {
      out.put(TokenModel.required(unknown, s), begin, end);
    }
  }
}
