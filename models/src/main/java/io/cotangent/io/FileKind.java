package io.cotangent.io;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a file that is not what it should be seems to be, by its first bytes. */
final class FileKind {
  private FileKind() {}

  /** A clause for an error, as "it seems to be a web page"; empty if the bytes tell nothing. */
  static String guess(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    String lower = text.stripLeading().toLowerCase(Locale.ROOT);
    if (lower.startsWith("<!doctype") || lower.startsWith("<html") || lower.startsWith("<?xml")) {
      return seems("a web page, as a server answers a download that failed");
    }
    if (text.startsWith("version https://git-lfs")) {
      return seems("a Git LFS pointer; fetch the file itself with git lfs pull");
    }
    if (text.startsWith("PK")) {
      return seems("a zip archive, as PyTorch's .bin and .pt files and NumPy's .npz are");
    }
    if (text.startsWith("\u0080") && head.length > 1 && head[1] >= 2 && head[1] <= 5) {
      return seems("a Python pickle, as older .bin and .pt files are");
    }
    if (text.startsWith("GGUF")) {
      return seems("a GGUF file");
    }
    if (text.startsWith("\u0093NUMPY")) {
      return seems("a NumPy array; Npy reads it");
    }
    if (text.startsWith("\u001f\u008b")) {
      return seems("gzipped; unpack it first");
    }
    if (text.startsWith("\u0089HDF")) {
      return seems("an HDF5 file");
    }
    if (lower.startsWith("{") || lower.startsWith("[")) {
      return seems("JSON");
    }
    return "";
  }

  private static String seems(String what) {
    return "; it seems to be " + what;
  }
}
