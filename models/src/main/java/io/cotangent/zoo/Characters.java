package io.cotangent.zoo;

import io.cotangent.ArgumentException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The characters of a text as numbers: code points in ascending order, from 0 on.
 *
 * @param alphabet all of them, each once, ascending
 */
public record Characters(String alphabet) {
  /** Checks the alphabet. */
  public Characters {
    int[] points = alphabet.codePoints().toArray();
    int[] sorted = Arrays.stream(points).sorted().distinct().toArray();
    if (points.length == 0 || !Arrays.equals(points, sorted)) {
      throw new ArgumentException(
          "characters: the alphabet must hold one or more, each once, in ascending order");
    }
  }

  /**
   * Those of a text.
   *
   * @throws ArgumentException if it is empty
   */
  public static Characters of(String text) {
    int[] points = text.codePoints().sorted().distinct().toArray();
    return new Characters(new String(points, 0, points.length));
  }

  /** How many there are. */
  public int size() {
    return alphabet.codePointCount(0, alphabet.length());
  }

  /**
   * The numbers of a text's characters.
   *
   * @throws ArgumentException if one is not in the alphabet, naming all such
   */
  public int[] encode(String text) {
    int[] all = alphabet.codePoints().toArray();
    int[] tokens = text.codePoints().map(c -> Arrays.binarySearch(all, c)).toArray();
    if (Arrays.stream(tokens).anyMatch(t -> t < 0)) {
      String unknown =
          text.codePoints()
              .filter(c -> Arrays.binarySearch(all, c) < 0)
              .distinct()
              .mapToObj(Character::toString)
              .collect(Collectors.joining("', '", "'", "'"));
      throw new ArgumentException(
          "text: the training text has no "
              + unknown
              + "; its characters are "
              + alphabet.replace("\n", "\\n"));
    }
    return tokens;
  }

  /** The text of some numbers. */
  public String decode(int... tokens) {
    int[] all = alphabet.codePoints().toArray();
    int[] points = Arrays.stream(tokens).map(t -> all[t]).toArray();
    return new String(points, 0, points.length);
  }
}
