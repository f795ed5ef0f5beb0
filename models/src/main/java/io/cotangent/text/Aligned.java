package io.cotangent.text;

import java.util.Arrays;

/** A text that was made of another, and for each of its chars the range of the other. */
final class Aligned {
  final String text;
  private final int[] begins;
  private final int[] ends;
  private final int shift;

  private Aligned(String text, int[] begins, int[] ends, int shift) {
    this.text = text;
    this.begins = begins;
    this.ends = ends;
    this.shift = shift;
  }

  static Aligned of(String text) {
    int n = text.length();
    int[] begins = new int[n];
    int[] ends = new int[n];
    for (int i = 0; i < n; ) {
      int length = Character.charCount(text.codePointAt(i));
      for (int k = i; k < i + length; k++) {
        begins[k] = i;
        ends[k] = i + length;
      }
      i += length;
    }
    return new Aligned(text, begins, ends, 0);
  }

  int length() {
    return text.length();
  }

  int begin(int i) {
    return begins[shift + i];
  }

  int end(int i) {
    return ends[shift + i];
  }

  Aligned slice(int from, int to) {
    return from == 0 && to == length()
        ? this
        : new Aligned(text.substring(from, to), begins, ends, shift + from);
  }

  /** Makes a text of this one from left to right. */
  static final class Builder {
    private final Aligned source;
    private final StringBuilder text;
    private int[] begins;
    private int[] ends;

    Builder(Aligned source) {
      this.source = source;
      this.text = new StringBuilder(source.length() + 8);
      this.begins = new int[source.length() + 8];
      this.ends = new int[source.length() + 8];
    }

    /** What the source's chars of a range, which may be empty, have become. */
    Builder put(CharSequence s, int from, int to) {
      int at = text.length();
      text.append(s);
      if (text.length() > begins.length) {
        int capacity = Math.max(text.length(), 2 * begins.length);
        begins = Arrays.copyOf(begins, capacity);
        ends = Arrays.copyOf(ends, capacity);
      }
      int n = source.length();
      int begin = from < n ? source.begin(from) : n == 0 ? 0 : source.end(n - 1);
      int end = to > from ? source.end(to - 1) : begin;
      Arrays.fill(begins, at, text.length(), begin);
      Arrays.fill(ends, at, text.length(), end);
      return this;
    }

    /** The source's chars of a range, as they are. */
    Builder copy(int from, int to) {
      for (int i = from; i < to; ) {
        int length = Math.min(to - i, Character.charCount(source.text.codePointAt(i)));
        put(source.text.substring(i, i + length), i, i + length);
        i += length;
      }
      return this;
    }

    Aligned build() {
      return new Aligned(text.toString(), begins, ends, 0);
    }
  }
}
