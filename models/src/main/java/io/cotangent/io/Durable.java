package io.cotangent.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes files and folders so that readers, and whoever looks after a crash, find the former one or
 * the new one, whole: they are written aside, under a name that begins with a dot and ends in
 * {@code .tmp}, synced to the disk, and moved into place.
 */
public final class Durable {
  private static final String ASIDE = ".tmp";

  private Durable() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes it all; the stream is buffered and closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Fills a folder. */
  @FunctionalInterface
  public interface Filling {
    /** Writes the files of an empty folder. */
    void fill(Path folder) throws IOException;
  }

  /**
   * Writes a file in the place of a former one, if there is one. Its folder is made if need be.
   *
   * @throws WriteException if it cannot be written; the former one stays as it is
   */
  public static void write(Path file, Content content) {
    Path aside = aside(file);
    try {
      Path folder = parent(file);
      Files.createDirectories(folder);
      try (FileChannel channel =
          FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      move(aside, file);
      syncFolder(folder);
    } catch (IOException | RuntimeException | Error e) {
      throw failed(file, aside, e);
    }
  }

  /**
   * Writes a folder that does not exist yet.
   *
   * @throws WriteException if it exists or cannot be written; nothing is left behind then
   */
  public static void folder(Path folder, Filling filling) {
    if (Files.exists(folder)) {
      throw new WriteException(folder + ": exists already");
    }
    Path aside = aside(folder);
    try {
      Files.createDirectories(parent(folder));
      Files.createDirectory(aside);
      filling.fill(aside);
      for (Path p : tree(aside)) {
        if (Files.isDirectory(p)) {
          syncFolder(p);
        } else {
          sync(p);
        }
      }
      move(aside, folder);
      syncFolder(parent(folder));
    } catch (IOException | RuntimeException | Error e) {
      throw failed(folder, aside, e);
    }
  }

  /**
   * Removes a file, or a folder with all that is in it; under another name first, so that no part
   * of it is taken for the whole. What does not exist is passed over.
   *
   * @throws WriteException if it cannot be removed
   */
  public static void remove(Path what) {
    try {
      if (Files.exists(what)) {
        Path aside = aside(what);
        move(what, aside);
        removeTree(aside);
      }
    } catch (IOException e) {
      throw new WriteException(what + ": cannot be removed: " + reason(e), e);
    }
  }

  /** Removes what writers that were killed left aside in a folder. */
  public static void sweep(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> all = Files.list(folder)) {
      for (Path p : all.filter(Durable::isAside).toList()) {
        removeTree(p);
      }
    } catch (IOException e) {
      throw new WriteException(folder + ": cannot be swept: " + reason(e), e);
    }
  }

  private static boolean isAside(Path p) {
    String name = String.valueOf(p.getFileName());
    return name.startsWith(".") && name.endsWith(ASIDE);
  }

  private static Path aside(Path target) {
    String name = "." + target.getFileName() + "-" + UUID.randomUUID() + ASIDE;
    return parent(target).resolve(name);
  }

  private static Path parent(Path p) {
    Path parent = p.toAbsolutePath().getParent();
    if (parent == null) {
      throw new WriteException(p + ": is no name of a file");
    }
    return parent;
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Where a folder can be opened, as on Linux, its entries are synced too. */
  private static void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows does not open folders; it keeps their entries by itself
    }
  }

  private static List<Path> tree(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      return all.sorted(Comparator.reverseOrder()).toList();
    }
  }

  private static void removeTree(Path top) throws IOException {
    for (Path p : tree(top)) {
      Files.deleteIfExists(p);
    }
  }

  private static WriteException failed(Path target, Path aside, Throwable cause) {
    try {
      if (Files.exists(aside)) {
        removeTree(aside);
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    if (cause instanceof WriteException w) {
      return w;
    }
    if (cause instanceof IOException io) {
      return new WriteException(target + ": cannot be written: " + reason(io), io);
    }
    if (cause instanceof RuntimeException r) {
      throw r;
    }
    throw (Error) cause;
  }

  /** The reason of an exception that may say nothing but a path. */
  private static String reason(IOException e) {
    return e.getClass() == IOException.class
        ? String.valueOf(e.getMessage())
        : e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
  }
}
