package io.cotangent.text;

import io.cotangent.io.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tokens that are found in a text before it is cut into pieces: special ones, and users' own. */
final class AddedTokens {
  private record Added(
      int id, String content, boolean singleWord, boolean left, boolean right, boolean special) {}

  /** A part of a text: a token, or text in between with the id −1. */
  record Part(Aligned text, int id, boolean special) {}

  private final Map<String, Added> raw = new HashMap<>();
  private final Map<String, Added> normalized = new HashMap<>();
  private final Trie rawTrie = new Trie();
  private final Trie normalizedTrie = new Trie();
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<Integer> special = new ArrayList<>();

  AddedTokens(List<JsonObject> all, Normalization normalization) {
    for (JsonObject o : all) {
      boolean isSpecial = Spec.flag(o, "special", false);
      String content = o.getString("content");
      if (content.isEmpty()) {
        throw o.error("content", "not empty");
      }
      int id = o.getInt("id");
      if (id < 0) {
        throw o.error("id", "from 0 on");
      }
      Added a =
          new Added(
              id,
              content,
              Spec.flag(o, "single_word", false),
              Spec.flag(o, "lstrip", false),
              Spec.flag(o, "rstrip", false),
              isSpecial);
      boolean inNormalized = Spec.flag(o, "normalized", !isSpecial);
      String form = inNormalized ? normalization.apply(Aligned.of(content)).text : content;
      if (!form.isEmpty()) {
        (inNormalized ? normalized : raw).put(form, a);
        (inNormalized ? normalizedTrie : rawTrie).put(form, id);
      }
      ids.put(content, id);
      if (isSpecial) {
        special.add(id);
      }
    }
  }

  Map<String, Integer> ids() {
    return ids;
  }

  List<Integer> special() {
    return special;
  }

  /** The parts of a text, those between tokens normalized. */
  List<Part> parts(Aligned text, Normalization normalization) {
    List<Part> r = new ArrayList<>();
    for (Part p : split(text, rawTrie, raw)) {
      if (p.id >= 0) {
        r.add(p);
      } else {
        r.addAll(split(normalization.apply(p.text), normalizedTrie, normalized));
      }
    }
    return r;
  }

  private static List<Part> split(Aligned t, Trie trie, Map<String, Added> tokens) {
    List<Part> r = new ArrayList<>();
    int done = 0;
    for (int i = 0; !tokens.isEmpty() && i < t.length(); ) {
      int end = trie.longest(t.text, i);
      Added a = end < 0 ? null : tokens.get(t.text.substring(i, end));
      if (a == null || a.singleWord && touchesWord(t.text, i, end)) {
        i++;
        continue;
      }
      int from = i;
      int to = end;
      while (a.left && from > done && Chars.isSpace(t.text.charAt(from - 1))) {
        from--;
      }
      while (a.right && to < t.length() && Chars.isSpace(t.text.charAt(to))) {
        to++;
      }
      text(t, done, from, r);
      r.add(new Part(t.slice(from, to), a.id, a.special));
      done = to;
      i = to;
    }
    text(t, done, t.length(), r);
    return r;
  }

  private static void text(Aligned t, int from, int to, List<Part> r) {
    if (to > from) {
      r.add(new Part(t.slice(from, to), -1, false));
    }
  }

  private static boolean touchesWord(String s, int from, int to) {
    return from > 0 && Chars.isWord(s.codePointBefore(from))
        || to < s.length() && Chars.isWord(s.codePointAt(to));
  }
}
