package io.cotangent.nd4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder to which JavaCPP unpacks the native libraries before it loads them: {@code
 * ~/.javacpp/cache}, or one beneath the folder of temporary files where the home cannot be written,
 * unless {@code org.bytedeco.javacpp.cachedir} names another. Whoever may write there chooses what
 * this process runs.
 */
final class LibraryFolder {
  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;

  private LibraryFolder() {}

  /**
   * Why the folder cannot be trusted, or null: it, or one above it, may be written by everyone. A
   * sticky folder above it, such as {@code /tmp}, is none: there nobody replaces what is another's.
   */
  static @Nullable String danger(Path folder) {
    try {
      Path real = folder.toRealPath();
      for (Path p = real; p != null; p = p.getParent()) {
        int mode = (Integer) Files.getAttribute(p, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        boolean sticky = (mode & STICKY) != 0 && !p.equals(real);
        if ((mode & OTHERS_WRITE) != 0 && !sticky) {
          return "nd4j: its native libraries are unpacked to and loaded from "
              + real
              + ", but everyone may write "
              + p
              + "; name a folder of your own by -Dorg.bytedeco.javacpp.cachedir=FOLDER";
        }
      }
      return null;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return null; // no such folder, or no such permissions on this system
    }
  }
}
