package io.cotangent.cli;

import io.cotangent.ArgumentException;
import io.cotangent.CotangentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Checks of options, made before the work that they are for. */
public final class Checks {
  private Checks() {}

  /**
   * A count or a duration.
   *
   * @throws ArgumentException if it is below the least allowed
   */
  public static void atLeast(String option, long least, long value) {
    if (value < least) {
      throw new ArgumentException(option + ": " + value + " must be " + least + " or more");
    }
  }

  /**
   * A rate or a duration.
   *
   * @throws ArgumentException if it is not a number above 0
   */
  public static void positive(String option, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new ArgumentException(option + ": " + value + " must be a number above 0");
    }
  }

  /**
   * Positive integers with commas between them.
   *
   * @throws ArgumentException if one is none
   */
  public static int[] integers(String option, String text) {
    try {
      int[] r =
          Arrays.stream(text.split(",", -1)).mapToInt(s -> Integer.parseInt(s.strip())).toArray();
      for (int v : r) {
        atLeast(option, 1, v);
      }
      return r;
    } catch (NumberFormatException e) {
      throw new ArgumentException(option + ": '" + text + "' must be integers, as 64,32");
    }
  }

  /**
   * A folder that results are written to, which need not exist. Nothing is created.
   *
   * @throws CotangentException if it cannot be created or written to
   */
  public static void writableFolder(String option, Path folder) {
    @Nullable Path there = folder.toAbsolutePath().normalize();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null || !Files.isDirectory(there)) {
      throw new CotangentException(
          option + ": cannot write to " + folder + ": " + there + " is not a folder");
    }
    if (!Files.isWritable(there)) {
      throw new CotangentException(
          option + ": cannot write to " + folder + ": " + there + " is not writable");
    }
  }

  /**
   * A file that a result is written to.
   *
   * @throws CotangentException if it is a folder, or its folder cannot be written to
   */
  public static void writableFile(String option, Path file) {
    if (Files.isDirectory(file)) {
      throw new CotangentException(option + ": " + file + " is a folder; give a file");
    }
    Path folder = file.toAbsolutePath().getParent();
    writableFolder(option, folder == null ? file.toAbsolutePath() : folder);
  }
}
