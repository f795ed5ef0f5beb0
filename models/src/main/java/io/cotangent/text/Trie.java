package io.cotangent.text;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Strings by their chars. */
final class Trie {
  private final Map<Character, Trie> children = new HashMap<>();
  private int id = -1;

  void put(String s, int value) {
    Trie t = this;
    for (int i = 0; i < s.length(); i++) {
      t = t.children.computeIfAbsent(s.charAt(i), c -> new Trie());
    }
    t.id = value;
  }

  @Nullable Trie child(char c) {
    return children.get(c);
  }

  /** The value of the string that ends here, −1 where none does. */
  int id() {
    return id;
  }

  /** The end of the longest string that begins at a place, −1 where none does. */
  int longest(String text, int from) {
    int end = -1;
    Trie t = this;
    for (int i = from; i < text.length() && t != null; i++) {
      t = t.child(text.charAt(i));
      end = t != null && t.id >= 0 ? i + 1 : end;
    }
    return end;
  }
}
