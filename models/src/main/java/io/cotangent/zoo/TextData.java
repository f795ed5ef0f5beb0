package io.cotangent.zoo;

import io.cotangent.io.DataFormatException;
import io.cotangent.random.Rng;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A text in two parts, for a model of its characters.
 *
 * @param name for people
 * @param characters of both parts
 * @param training the tokens of the first 90 %
 * @param validation the tokens of the rest
 */
public record TextData(String name, Characters characters, int[] training, int[] validation) {
  private static final double TRAINING_PART = 0.9;

  /** The first 100 KB of Shakespeare's plays as Karpathy's char-rnn has them. */
  public static TextData shakespeare() {
    try (InputStream in = TextData.class.getResourceAsStream("shakespeare.txt")) {
      byte[] bytes = Objects.requireNonNull(in, "shakespeare.txt").readAllBytes();
      return of("Shakespeare, 100 KB", new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text, cut at 90 %. */
  public static TextData of(String name, String text) {
    if (text.isEmpty()) {
      throw new DataFormatException(name + ": is empty");
    }
    Characters c = Characters.of(text);
    int[] all = c.encode(text);
    int cut = (int) (TRAINING_PART * all.length);
    return new TextData(name, c, Arrays.copyOf(all, cut), Arrays.copyOfRange(all, cut, all.length));
  }

  /**
   * A text each of whose lines stands for itself, as names do: lines are put into a random order
   * before the text is cut.
   */
  public static TextData ofLines(String name, String text, Rng rng) {
    List<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    if (lines.size() < 2) {
      throw new DataFormatException(name + ": has " + lines.size() + " lines; two are the least");
    }
    Characters c = Characters.of(text.lines().collect(Collectors.joining("\n")) + "\n");
    int[] order = rng.permutation(lines.size());
    int cut = Math.max(1, (int) (TRAINING_PART * lines.size()));
    return new TextData(
        name, c, joined(lines, c, order, 0, cut), joined(lines, c, order, cut, order.length));
  }

  private static int[] joined(List<String> lines, Characters c, int[] order, int from, int to) {
    StringBuilder s = new StringBuilder("\n");
    for (int i = from; i < to; i++) {
      s.append(lines.get(order[i])).append('\n');
    }
    return c.encode(s.toString());
  }

  /**
   * The text of a file in UTF-8, with line ends as {@code \n}.
   *
   * @throws DataFormatException if it is missing or not UTF-8
   */
  public static String read(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return text.replace("\r\n", "\n").replaceFirst("^\uFEFF", "");
    } catch (CharacterCodingException e) {
      throw new DataFormatException(file + ": is not UTF-8; save it as such", e);
    } catch (NoSuchFileException e) {
      throw new DataFormatException("there is no file " + file.toAbsolutePath(), e);
    } catch (IOException e) {
      throw new DataFormatException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
