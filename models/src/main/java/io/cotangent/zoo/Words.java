package io.cotangent.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The words of a sentence in lower case: runs of letters and digits, with apostrophes and hyphens
 * within; ideographs and kana one by one, since nothing stands between the words they make; {@code
 * !} and {@code ?}. All else separates.
 */
final class Words {
  private Words() {}

  static List<String> of(String sentence) {
    int[] points = sentence.toLowerCase(Locale.ROOT).codePoints().toArray();
    List<String> r = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < points.length; i++) {
      int c = points[i];
      boolean alone = Character.isIdeographic(c) || isKana(c) || c == '!' || c == '?';
      boolean letter = Character.isLetterOrDigit(c) || isMark(c);
      boolean within =
          word.length() > 0
              && (c == '\'' || c == '’' || c == '-')
              && i + 1 < points.length
              && Character.isLetterOrDigit(points[i + 1]);
      if (!alone && (letter || within)) {
        word.appendCodePoint(c == '’' ? '\'' : c);
        continue;
      }
      end(word, r);
      if (alone) {
        r.add(Character.toString(c));
      }
    }
    end(word, r);
    return r;
  }

  private static boolean isKana(int c) {
    Character.UnicodeScript s = Character.UnicodeScript.of(c);
    return s == Character.UnicodeScript.HIRAGANA || s == Character.UnicodeScript.KATAKANA;
  }

  private static boolean isMark(int c) {
    int t = Character.getType(c);
    return t == Character.NON_SPACING_MARK || t == Character.COMBINING_SPACING_MARK;
  }

  private static void end(StringBuilder word, List<String> into) {
    if (word.length() > 0) {
      into.add(word.toString());
      word.setLength(0);
    }
  }
}
