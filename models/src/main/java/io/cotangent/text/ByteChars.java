package io.cotangent.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * GPT-2's characters for the 256 bytes: printable ones stand for themselves, the others for those
 * from U+0100 on (Radford et al. 2019, encoder.py, bytes_to_unicode).
 */
final class ByteChars {
  private static final char[] CHARS = new char[256];
  private static final Map<Character, Integer> BYTES = new HashMap<>();

  static {
    int others = 0;
    for (int b = 0; b < 256; b++) {
      boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
      CHARS[b] = (char) (printable ? b : 256 + others++);
      BYTES.put(CHARS[b], b);
    }
  }

  private ByteChars() {}

  static List<String> alphabet() {
    return new String(CHARS).chars().sorted().mapToObj(Character::toString).toList();
  }

  /** The UTF-8 bytes of a text as characters. */
  static Aligned of(Aligned t) {
    Aligned.Builder b = new Aligned.Builder(t);
    for (int i = 0; i < t.length(); ) {
      int c = t.text.codePointAt(i);
      int end = i + Character.charCount(c);
      b.put(chars(Character.toString(c)), i, end);
      i = end;
    }
    return b.build();
  }

  private static String chars(String s) {
    StringBuilder r = new StringBuilder();
    for (byte x : s.getBytes(StandardCharsets.UTF_8)) {
      r.append(CHARS[x & 0xFF]);
    }
    return r.toString();
  }

  /** The text of tokens; bytes that are no UTF-8 become U+FFFD. */
  static String decode(List<String> tokens) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String token : tokens) {
      boolean bytes = token.chars().allMatch(c -> BYTES.containsKey((char) c));
      if (bytes) {
        token.chars().forEach(c -> out.write(BYTES.getOrDefault((char) c, 0)));
      } else {
        out.writeBytes(token.getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
