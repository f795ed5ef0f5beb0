package io.cotangent.text;

import io.cotangent.io.JsonObject;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is done to a text before it is cut into pieces. */
@FunctionalInterface
interface Normalization {
  Aligned apply(Aligned text);

  /** Chars that are normalized together, at most. */
  int LONGEST = 1000;

  /** The normalizer of {@code tokenizer.json}. */
  static Normalization of(@Nullable JsonObject o) {
    if (o == null) {
      return t -> t;
    }
    return switch (o.getString("type")) {
      case "NFC" -> form(Normalizer.Form.NFC);
      case "NFD" -> form(Normalizer.Form.NFD);
      case "NFKC" -> form(Normalizer.Form.NFKC);
      case "NFKD" -> form(Normalizer.Form.NFKD);
      case "Lowercase" -> Normalization::lowercase;
      case "StripAccents" -> Normalization::withoutMarks;
      case "BertNormalizer" -> bert(o);
      case "Replace" -> replace(Spec.pattern(o), o.getString("content"));
      case "Prepend" -> prepend(o.getString("prepend"));
      case "Strip" -> strip(Spec.flag(o, "strip_left", true), Spec.flag(o, "strip_right", true));
      case "Sequence" ->
          sequence(o.getObjects("normalizers").stream().map(Normalization::of).toList());
      default ->
          throw Spec.unsupported(
              o,
              "type",
              "NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, BertNormalizer, Replace, Prepend,"
                  + " Strip or Sequence");
    };
  }

  private static Normalization sequence(List<Normalization> all) {
    return t -> {
      Aligned r = t;
      for (Normalization n : all) {
        r = n.apply(r);
      }
      return r;
    };
  }

  /**
   * Segment by segment: a code point and all that may join it, as far as {@link #LONGEST} chars;
   * Unicode's stream-safe texts have at most 30 (UAX 15, section 13).
   */
  static Normalization form(Normalizer.Form form) {
    return t -> {
      if (Normalizer.isNormalized(t.text, form)) {
        return t;
      }
      Aligned.Builder b = new Aligned.Builder(t);
      int n = t.length();
      for (int i = 0; i < n; ) {
        int end = i + Character.charCount(t.text.codePointAt(i));
        while (end < n && end - i < LONGEST && Chars.mayJoinBack(t.text.codePointAt(end))) {
          end += Character.charCount(t.text.codePointAt(end));
        }
        String segment = t.text.substring(i, end);
        if (Normalizer.isNormalized(segment, form)) {
          b.copy(i, end);
        } else {
          b.put(Normalizer.normalize(segment, form), i, end);
        }
        i = end;
      }
      return b.build();
    };
  }

  /** Each code point through a function to a string. */
  private static Aligned each(Aligned t, java.util.function.IntFunction<String> f) {
    Aligned.Builder b = new Aligned.Builder(t);
    for (int i = 0; i < t.length(); ) {
      int c = t.text.codePointAt(i);
      int end = i + Character.charCount(c);
      b.put(f.apply(c), i, end);
      i = end;
    }
    return b.build();
  }

  private static Aligned lowercase(Aligned t) {
    return each(t, c -> Character.toString(c).toLowerCase(Locale.ROOT));
  }

  private static Aligned withoutMarks(Aligned t) {
    return each(t, c -> Chars.isNonSpacingMark(c) ? "" : Character.toString(c));
  }

  private static Normalization bert(JsonObject o) {
    boolean clean = Spec.flag(o, "clean_text", true);
    boolean ideographs = Spec.flag(o, "handle_chinese_chars", true);
    boolean lowercase = Spec.flag(o, "lowercase", true);
    boolean strip = Spec.flag(o, "strip_accents", lowercase);
    return t -> {
      Aligned r = clean ? each(t, Normalization::cleaned) : t;
      r =
          ideographs
              ? each(
                  r,
                  c ->
                      Chars.isIdeograph(c)
                          ? " " + Character.toString(c) + " "
                          : Character.toString(c))
              : r;
      r = strip ? withoutMarks(form(Normalizer.Form.NFD).apply(r)) : r;
      return lowercase ? lowercase(r) : r;
    };
  }

  private static String cleaned(int c) {
    if (Chars.isSpace(c)) {
      return " ";
    }
    return c == 0 || c == 0xFFFD || Chars.isControl(c) ? "" : Character.toString(c);
  }

  private static Normalization replace(Pattern pattern, String content) {
    return t -> {
      Aligned.Builder b = new Aligned.Builder(t);
      int[] done = {0};
      Spec.matches(
          pattern,
          t.text,
          m -> {
            b.copy(done[0], m.start()).put(content, m.start(), m.end());
            done[0] = m.end();
          });
      return done[0] == 0 ? t : b.copy(done[0], t.length()).build();
    };
  }

  static Normalization prepend(String s) {
    return t ->
        t.length() == 0 ? t : new Aligned.Builder(t).put(s, 0, 0).copy(0, t.length()).build();
  }

  private static Normalization strip(boolean left, boolean right) {
    return t -> {
      int from = 0;
      int to = t.length();
      while (left && from < to && Chars.isSpace(t.text.charAt(from))) {
        from++;
      }
      while (right && to > from && Chars.isSpace(t.text.charAt(to - 1))) {
        to--;
      }
      return t.slice(from, to);
    };
  }
}
