package io.cotangent.zoo;

import io.cotangent.data.Csv;
import io.cotangent.data.Table;
import io.cotangent.io.DataFormatException;
import io.cotangent.random.Rng;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Sentences with classes: from files, or made up. */
public final class SentenceData {
  private SentenceData() {}

  /**
   * The sentences of a file in UTF-8 with two columns: with tabs between them, where quotes mean
   * nothing, or CSV. The class is the column that has fewer different values.
   *
   * @param header whether the first line has names
   * @throws DataFormatException if a line has not two columns, with its number
   */
  public static List<Sentence> read(Path file, boolean header) {
    String text = TextData.read(file);
    List<String[]> rows = new ArrayList<>();
    if (text.indexOf('\t') >= 0) {
      String[] lines = text.split("\n", -1);
      for (int i = header ? 1 : 0; i < lines.length; i++) {
        if (!lines[i].isBlank()) {
          String[] fields = lines[i].split("\t", -1);
          if (fields.length != 2) {
            throw new DataFormatException(
                file
                    + ", line "
                    + (i + 1)
                    + ": has "
                    + fields.length
                    + " columns; must be a sentence, a tab and its class");
          }
          rows.add(fields);
        }
      }
    } else {
      Table t = Csv.with().header(header).text(text, file.toString());
      if (t.names().size() != 2) {
        throw new DataFormatException(
            file
                + ": has "
                + t.names().size()
                + " columns; must be two, sentences and their classes, with tabs or commas between");
      }
      for (int i = 0; i < t.rows(); i++) {
        rows.add(new String[] {field(t, i, 0, file), field(t, i, 1, file)});
      }
    }
    int label = distinct(rows, 0) < distinct(rows, 1) ? 0 : 1;
    return rows.stream().map(r -> new Sentence(r[1 - label].strip(), r[label].strip())).toList();
  }

  private static String field(Table t, int row, int column, Path file) {
    String v = t.columns().get(column).text(row);
    if (v == null) {
      throw new DataFormatException(
          file + ", line " + t.line(row) + ": column " + (column + 1) + " is empty");
    }
    return Objects.requireNonNull(v);
  }

  private static int distinct(List<String[]> rows, int column) {
    return new HashSet<>(rows.stream().map(r -> r[column]).toList()).size();
  }

  private static final List<String> THINGS =
      List.of(
          "phone", "battery", "film", "soup", "room", "waiter", "story", "screen", "pizza", "plot",
          "coffee", "sound", "service", "book", "garden", "bed", "camera", "salad", "music", "bus");
  private static final List<String> GOOD =
      List.of("great", "lovely", "excellent", "delicious", "wonderful", "superb", "perfect");
  private static final List<String> BAD =
      List.of("awful", "terrible", "bland", "disappointing", "poor", "dreadful", "boring");
  private static final List<String> FRAMES =
      List.of(
          "The %s was %s.",
          "What a %2$s %1$s!",
          "I found the %s %s.",
          "My friends said the %s is %s.",
          "A %2$s %1$s, as I told everybody.",
          "Honestly, the %s seemed %s to me.");
  private static final List<String> DENYING =
      List.of("The %s was not %s at all.", "Nobody would call this %s %s.", "Never a %2$s %1$s.");

  /** Made-up reviews, "positive" and "negative", some of which deny what they say. */
  public static List<Sentence> madeUp(int count, long seed) {
    Rng rng = new Rng(seed);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              boolean good = rng.nextInt(2) == 1;
              boolean denies = rng.nextInt(4) == 0;
              String frame = any(denies ? DENYING : FRAMES, rng);
              String thing = any(THINGS, rng);
              String judgement = any(good ? GOOD : BAD, rng);
              String label = good != denies ? "positive" : "negative";
              return new Sentence(String.format(frame, thing, judgement), label);
            })
        .toList();
  }

  private static String any(List<String> of, Rng rng) {
    return of.get(rng.nextInt(of.size()));
  }
}
