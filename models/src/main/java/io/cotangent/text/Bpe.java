package io.cotangent.text;

import io.cotangent.io.DataFormatException;
import io.cotangent.io.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Byte-pair encoding: of all neighbours the pair that was merged first in training becomes one
 * token, the leftmost of equals, until no pair is left that was merged (Sennrich, Haddow and Birch
 * 2016). With a queue of the pairs, in n log n for n symbols.
 */
final class Bpe implements TokenModel {
  private final Map<String, Integer> ids;
  private final Map<Long, Long> merges = new HashMap<>();
  private final @Nullable Integer unknown;
  private final boolean fuseUnknown;
  private final boolean wholeFirst;
  private final String prefix;
  private final String suffix;
  private final int[] byteTokens;

  private Bpe(JsonObject o) {
    ids = Spec.vocabulary(o, "vocab");
    unknown = TokenModel.unknown(o, ids);
    fuseUnknown = Spec.flag(o, "fuse_unk", false);
    wholeFirst = Spec.flag(o, "ignore_merges", false);
    prefix = Spec.string(o, "continuing_subword_prefix", "");
    suffix = Spec.string(o, "end_of_word_suffix", "");
    byteTokens = TokenModel.byteTokens(o, ids);
  }

  static Bpe of(JsonObject o) {
    if (o.find("dropout") != null && o.getDouble("dropout") != 0) {
      throw Spec.unsupported(o, "dropout", "null or 0");
    }
    Bpe bpe = new Bpe(o);
    List<?> list = o.getList("merges");
    for (int rank = 0; rank < list.size(); rank++) {
      bpe.merge(list.get(rank), rank, o);
    }
    return bpe;
  }

  /** A merge is {@code "a b"} or {@code ["a", "b"]}. */
  private void merge(@Nullable Object entry, int rank, JsonObject o) {
    String left;
    String right;
    if (entry instanceof String s && s.indexOf(' ', 1) > 0) {
      left = s.substring(0, s.indexOf(' ', 1));
      right = s.substring(left.length() + 1);
    } else if (entry instanceof List<?> l
        && l.size() == 2
        && l.get(0) instanceof String a
        && l.get(1) instanceof String b) {
      left = a;
      right = b;
    } else {
      throw new DataFormatException(
          "tokenizer: merge " + rank + " is " + entry + "; must be two tokens");
    }
    String rest = right.startsWith(prefix) ? right.substring(prefix.length()) : right;
    Integer a = ids.get(left);
    Integer b = ids.get(right);
    Integer joined = ids.get(left + rest);
    if (a == null || b == null || joined == null) {
      throw new DataFormatException(
          "tokenizer: merge "
              + rank
              + " is of '"
              + left
              + "' and '"
              + right
              + "'; both and what they make must be in the vocabulary");
    }
    merges.putIfAbsent(pair(a, b), (long) rank << 32 | joined);
  }

  private static long pair(int a, int b) {
    return (long) a << 32 | b;
  }

  @Override
  public Map<String, Integer> ids() {
    return ids;
  }

  @Override
  public void tokenize(String piece, Sink out) {
    Integer whole = wholeFirst ? ids.get(piece) : null;
    if (whole != null) {
      out.put(whole, 0, piece.length());
      return;
    }
    Tokens symbols = new Tokens();
    boolean afterUnknown = false;
    for (int i = 0; i < piece.length(); ) {
      int end = i + Character.charCount(piece.codePointAt(i));
      String c = piece.substring(i, end);
      String form = (i > 0 ? prefix : "") + c + (end == piece.length() ? suffix : "");
      Integer id = ids.get(form);
      boolean known = true;
      if (id != null) {
        symbols.put(id, i, end, 0, false);
      } else if (!TokenModel.putBytes(
          byteTokens, form, i, end, (b, from, to) -> symbols.put(b, from, to, 0, false))) {
        known = false;
        if (afterUnknown && fuseUnknown) {
          symbols.extend(end);
        } else {
          symbols.put(TokenModel.required(unknown, c), i, end, 0, false);
        }
      }
      afterUnknown = !known;
      i = end;
    }
    new Merging(symbols.encoding()).run(out);
  }

  /** The symbols of a piece as a linked list; a joined one has the place of its left part. */
  private final class Merging {
    private final int[] id;
    private final int[] from;
    private final int[] to;
    private final int[] next;
    private final int[] before;
    private final PriorityQueue<Long> queue = new PriorityQueue<>(); // rank, then place

    Merging(Encoding symbols) {
      id = symbols.ids();
      from = symbols.begins();
      to = symbols.ends();
      int n = id.length;
      next = new int[n];
      before = new int[n];
      for (int i = 0; i < n; i++) {
        next[i] = i + 1 < n ? i + 1 : -1;
        before[i] = i - 1;
      }
    }

    private void offer(int i) {
      Long m = i < 0 || next[i] < 0 ? null : merges.get(pair(id[i], id[next[i]]));
      if (m != null) {
        queue.add(m & 0xFFFF_FFFF_0000_0000L | i);
      }
    }

    void run(Sink out) {
      for (int i = 0; i < id.length; i++) {
        offer(i);
      }
      for (Long top = queue.poll(); top != null; top = queue.poll()) {
        int i = (int) (long) top;
        int right = next[i];
        Long m = id[i] < 0 || right < 0 ? null : merges.get(pair(id[i], id[right]));
        if (m == null || m >>> 32 != top >>> 32) {
          continue; // one of the two has been joined with another
        }
        id[i] = (int) (long) m;
        to[i] = to[right];
        id[right] = -1;
        next[i] = next[right];
        if (next[i] >= 0) {
          before[next[i]] = i;
        }
        offer(before[i]);
        offer(i);
      }
      for (int i = 0; i >= 0 && i < id.length; i = next[i]) {
        out.put(id[i], from[i], to[i]);
      }
    }
  }
}
