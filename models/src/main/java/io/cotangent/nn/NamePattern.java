package io.cotangent.nn;

import io.cotangent.ArgumentException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A pattern of dotted names: {@code *} stands for any characters within a level, {@code **} for any
 * across levels. {@code **.weight} also matches {@code weight} itself, {@code head.**} also {@code
 * head}.
 */
final class NamePattern {
  private static final int NEAREST = 5;

  private final String text;
  private final Pattern regex;

  private NamePattern(String text) {
    this.text = text;
    StringBuilder r = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      if (text.startsWith("**.", i)) {
        r.append("(?:.*\\.)?");
        i += 3;
      } else if (text.startsWith(".**", i) && i + 3 == text.length()) {
        r.append("(?:\\..*)?");
        i += 3;
      } else if (text.startsWith("**", i)) {
        r.append(".*");
        i += 2;
      } else if (text.charAt(i) == '*') {
        r.append("[^.]*");
        i++;
      } else {
        r.append(Pattern.quote(text.substring(i, i + 1)));
        i++;
      }
    }
    this.regex = Pattern.compile(r.toString(), Pattern.DOTALL);
  }

  /**
   * The names, in their order, that one of the patterns matches.
   *
   * @throws ArgumentException if a pattern matches nothing, listing the nearest names
   */
  static List<String> select(String what, Collection<String> names, String... patterns) {
    List<NamePattern> all = new ArrayList<>();
    for (String p : patterns) {
      NamePattern pattern = new NamePattern(p);
      if (names.stream().noneMatch(pattern::matches)) {
        throw pattern.matchesNothing(what, names);
      }
      all.add(pattern);
    }
    return names.stream().filter(n -> all.stream().anyMatch(p -> p.matches(n))).toList();
  }

  private boolean matches(String name) {
    return regex.matcher(name).matches();
  }

  private ArgumentException matchesNothing(String what, Collection<String> names) {
    String plain = text.replace("*", "").toLowerCase(Locale.ROOT);
    List<String> nearest =
        names.stream()
            .sorted(
                Comparator.comparingInt((String n) -> distance(plain, n.toLowerCase(Locale.ROOT))))
            .limit(NEAREST)
            .toList();
    return new ArgumentException(
        "no "
            + what
            + " is named '"
            + text
            + "'"
            + (nearest.isEmpty()
                ? "; there are none"
                : "; the nearest of " + names.size() + " names: " + String.join(", ", nearest)));
  }

  /** Levenshtein's distance, where deletions from the longer name are cheap. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = 4 * i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 4;
        row[j] = Math.min(diagonal + change, Math.min(above + 4, row[j - 1] + 1));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
