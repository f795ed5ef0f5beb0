package io.cotangent.mutation;

import java.nio.file.Path;

/**
 * A change of one place in a source file.
 *
 * @param file the source file
 * @param from where the text that goes begins
 * @param to where it ends
 * @param text what takes its place
 * @param line the line of the place
 * @param what the kind of change, as {@code negated condition}
 * @param before the text that goes
 */
record Mutant(Path file, int from, int to, String text, int line, String what, String before) {
  /** The file with the change. */
  String applied(String source) {
    return source.substring(0, from) + text + source.substring(to);
  }

  @Override
  public String toString() {
    return file.getFileName()
        + ":"
        + line
        + " "
        + what
        + ": "
        + shortened(before)
        + " → "
        + (text.isBlank() ? "nothing" : shortened(text));
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() > 70 ? line.substring(0, 67) + "..." : line;
  }
}
