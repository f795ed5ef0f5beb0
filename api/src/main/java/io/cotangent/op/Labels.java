package io.cotangent.op;

import java.util.Locale;

/** Names of enum rows as users write them: {@code SIGMOID_GRAD} is {@code sigmoidGrad}. */
final class Labels {
  private Labels() {}

  static String of(Enum<?> row) {
    String[] words = row.name().toLowerCase(Locale.ROOT).split("_", -1);
    StringBuilder s = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      s.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return s.toString();
  }
}
