package io.cotangent.text;

import io.cotangent.io.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a normalized text is cut into pieces, within which the model finds tokens. */
@FunctionalInterface
interface PreTokenization {
  List<Aligned> apply(Aligned text);

  /** The pattern of GPT-2 (Radford et al. 2019, encoder.py). */
  Pattern GPT2 =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  /** The pre-tokenizer of {@code tokenizer.json}. */
  static PreTokenization of(@Nullable JsonObject o) {
    if (o == null) {
      return List::of;
    }
    return switch (o.getString("type")) {
      case "Whitespace" ->
          pattern(
              Pattern.compile("\\w+|[^\\w\\s]+", Pattern.UNICODE_CHARACTER_CLASS),
              Cut.REMOVED,
              true);
      case "WhitespaceSplit" -> chars(Chars::isSpace, Cut.REMOVED);
      case "BertPreTokenizer" ->
          sequence(
              List.of(
                  chars(Chars::isSpace, Cut.REMOVED), chars(Chars::isPunctuation, Cut.ISOLATED)));
      case "ByteLevel" ->
          byteLevel(Spec.flag(o, "add_prefix_space", true), Spec.flag(o, "use_regex", true));
      case "Metaspace" -> metaspace(o);
      case "Split" -> pattern(Spec.pattern(o), Cut.of(o), Spec.flag(o, "invert", false));
      case "Punctuation" -> chars(Chars::isPunctuation, Cut.of(o));
      case "Digits" ->
          chars(
              Chars::isNumeric,
              Spec.flag(o, "individual_digits", false) ? Cut.ISOLATED : Cut.CONTIGUOUS);
      case "CharDelimiterSplit" ->
          pattern(Pattern.compile(Pattern.quote(o.getString("delimiter"))), Cut.REMOVED, false);
      case "Sequence" ->
          sequence(o.getObjects("pretokenizers").stream().map(PreTokenization::of).toList());
      default ->
          throw Spec.unsupported(
              o,
              "type",
              "Whitespace, WhitespaceSplit, BertPreTokenizer, ByteLevel, Metaspace, Split,"
                  + " Punctuation, Digits, CharDelimiterSplit or Sequence");
    };
  }

  private static PreTokenization sequence(List<PreTokenization> all) {
    return t -> {
      List<Aligned> pieces = List.of(t);
      for (PreTokenization p : all) {
        List<Aligned> next = new ArrayList<>();
        pieces.forEach(piece -> next.addAll(p.apply(piece)));
        pieces = next;
      }
      return pieces;
    };
  }

  private static PreTokenization chars(IntPredicate is, Cut cut) {
    return t -> {
      Cut.Parts parts = new Cut.Parts(false);
      for (int i = 0; i < t.length(); ) {
        int c = t.text.codePointAt(i);
        int end = i + Character.charCount(c);
        if (is.test(c)) {
          parts.match(i, end);
        }
        i = end;
      }
      return cut.pieces(t, parts);
    };
  }

  private static PreTokenization pattern(Pattern pattern, Cut cut, boolean invert) {
    return t -> {
      Cut.Parts parts = new Cut.Parts(invert);
      Spec.matches(pattern, t.text, m -> parts.match(m.start(), m.end()));
      return cut.pieces(t, parts);
    };
  }

  private static PreTokenization byteLevel(boolean prefixSpace, boolean split) {
    PreTokenization words = split ? pattern(GPT2, Cut.ISOLATED, false) : List::of;
    return t -> {
      Aligned text =
          prefixSpace && !t.text.startsWith(" ") ? Normalization.prepend(" ").apply(t) : t;
      return words.apply(text).stream().map(ByteChars::of).toList();
    };
  }

  private static PreTokenization metaspace(JsonObject o) {
    String sign = Spec.string(o, "replacement", "\u2581");
    String scheme =
        Spec.string(
            o, "prepend_scheme", Spec.flag(o, "add_prefix_space", true) ? "always" : "never");
    if (!List.of("always", "first", "never").contains(scheme)) {
      throw Spec.unsupported(o, "prepend_scheme", "always, first or never");
    }
    Pattern signs = Pattern.compile(Pattern.quote(sign));
    PreTokenization words =
        Spec.flag(o, "split", true) ? pattern(signs, Cut.MERGED_WITH_NEXT, false) : List::of;
    return t -> {
      if (t.length() == 0) {
        return List.of();
      }
      Aligned.Builder b = new Aligned.Builder(t);
      boolean prepend = scheme.equals("always") || scheme.equals("first") && t.begin(0) == 0;
      if (prepend && !t.text.startsWith(sign) && !t.text.startsWith(" ")) {
        b.put(sign, 0, 0);
      }
      int done = 0;
      for (int i = t.text.indexOf(' '); i >= 0; i = t.text.indexOf(' ', done)) {
        b.copy(done, i).put(sign, i, i + 1);
        done = i + 1;
      }
      return words.apply(b.copy(done, t.length()).build());
    };
  }
}
