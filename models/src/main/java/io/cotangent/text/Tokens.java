package io.cotangent.text;

import java.util.Arrays;

/** Tokens under construction. */
final class Tokens {
  private int[] ids = new int[16];
  private int[] begins = new int[16];
  private int[] ends = new int[16];
  private int[] types = new int[16];
  private boolean[] special = new boolean[16];
  private int size;

  int size() {
    return size;
  }

  void put(int id, int begin, int end, int type, boolean isSpecial) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
      begins = Arrays.copyOf(begins, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
      types = Arrays.copyOf(types, 2 * size);
      special = Arrays.copyOf(special, 2 * size);
    }
    ids[size] = id;
    begins[size] = begin;
    ends[size] = end;
    types[size] = type;
    special[size] = isSpecial;
    size++;
  }

  /** The last token goes on to another end. */
  void extend(int end) {
    ends[size - 1] = end;
  }

  /** Tokens of another, under a type. */
  void putAll(Tokens other, int type) {
    for (int i = 0; i < other.size; i++) {
      put(other.ids[i], other.begins[i], other.ends[i], type, other.special[i]);
    }
  }

  /** Keeps n tokens, from the left or the right end. */
  void keep(int n, boolean left) {
    if (!left && n < size) {
      int from = size - n;
      System.arraycopy(ids, from, ids, 0, n);
      System.arraycopy(begins, from, begins, 0, n);
      System.arraycopy(ends, from, ends, 0, n);
      System.arraycopy(special, from, special, 0, n);
    }
    size = Math.min(size, n);
  }

  /** Leaves white space at both ends of tokens out of their offsets. */
  void trim(String text) {
    for (int i = 0; i < size; i++) {
      while (begins[i] < ends[i] && Chars.isSpace(text.charAt(begins[i]))) {
        begins[i]++;
      }
      while (begins[i] < ends[i] && Chars.isSpace(text.charAt(ends[i] - 1))) {
        ends[i]--;
      }
    }
  }

  Encoding encoding() {
    return new Encoding(
        Arrays.copyOf(ids, size),
        Arrays.copyOf(begins, size),
        Arrays.copyOf(ends, size),
        Arrays.copyOf(types, size),
        Arrays.copyOf(special, size));
  }
}
