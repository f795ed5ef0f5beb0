package io.cotangent.text;

/** Classes of code points, as the reference implementations of tokenizers draw their borders. */
final class Chars {
  private Chars() {}

  /** Unicode's White_Space. */
  static boolean isSpace(int c) {
    return c == ' ' || c >= 0x09 && c <= 0x0D || c == 0x85 || c >= 0xA0 && Character.isSpaceChar(c);
  }

  /** ASCII's punctuation and symbols, and Unicode's punctuation. */
  static boolean isPunctuation(int c) {
    if (c < 0x80) {
      return c >= 33 && c <= 47 || c >= 58 && c <= 64 || c >= 91 && c <= 96 || c >= 123 && c <= 126;
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  /** Unicode's numbers of every kind. */
  static boolean isNumeric(int c) {
    return switch (Character.getType(c)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }

  /** Control, format, private, unassigned; tabulator and line ends are white space. */
  static boolean isControl(int c) {
    if (c == '\t' || c == '\n' || c == '\r') {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  static boolean isNonSpacingMark(int c) {
    return Character.getType(c) == Character.NON_SPACING_MARK;
  }

  /** Whether normalization may join the code point with what stands before it. */
  static boolean mayJoinBack(int c) {
    if (c < 0x300) {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> c >= 0x1160 && c <= 0x11FF || c == 0xFF9E || c == 0xFF9F;
    };
  }

  static boolean isWord(int c) {
    return Character.isLetterOrDigit(c)
        || c == '_'
        || mayJoinBack(c)
        || Character.getType(c) == Character.CONNECTOR_PUNCTUATION;
  }

  /** The ideographs that BERT takes as words of their own. */
  static boolean isIdeograph(int c) {
    return c >= 0x4E00 && c <= 0x9FFF
        || c >= 0x3400 && c <= 0x4DBF
        || c >= 0x20000 && c <= 0x2A6DF
        || c >= 0x2A700 && c <= 0x2B73F
        || c >= 0x2B740 && c <= 0x2B81F
        || c >= 0x2B920 && c <= 0x2CEAF
        || c >= 0xF900 && c <= 0xFAFF
        || c >= 0x2F800 && c <= 0x2FA1F;
  }
}
