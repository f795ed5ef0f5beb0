package io.cotangent.data;

import io.cotangent.Shape;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.MemoryLimit;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads IDX files of unsigned bytes, the format of MNIST (LeCun, Cortes and Burges): two zero
 * bytes, the type 0x08, the number of axes, the lengths as big-endian integers, the data. Plain or
 * gzipped, told apart by their first bytes.
 */
public final class Idx {
  private static final int UNSIGNED_BYTE = 0x08;

  /** The content of one file. */
  public record Content(Shape shape, byte[] data) {}

  private Idx() {}

  /**
   * The training or test part of an MNIST-format folder: {@code train-images-idx3-ubyte} or {@code
   * t10k-…}, with or without {@code .gz}.
   *
   * @param classes how many classes there are; labels are smaller
   * @throws DataFormatException if a file is missing or damaged, the counts of images and labels
   *     differ, or a label is not of these classes
   */
  public static ByteImages dataset(Path folder, boolean training, int classes) {
    String part = training ? "train" : "t10k";
    Path imageFile = find(folder, part + "-images-idx3-ubyte");
    Path labelFile = find(folder, part + "-labels-idx1-ubyte");
    Content images = read(imageFile, 3);
    Content labels = read(labelFile, 1);
    if (images.shape.dim(0) != labels.shape.dim(0)) {
      throw new DataFormatException(
          imageFile
              + " holds "
              + images.shape.dim(0)
              + " images, but "
              + labelFile
              + " holds "
              + labels.shape.dim(0)
              + " labels; they must be as many");
    }
    int[] values = new int[labels.data.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = labels.data[i] & 0xFF;
      if (values[i] >= classes) {
        throw new DataFormatException(
            labelFile
                + ": label "
                + values[i]
                + " of example "
                + i
                + " is not from 0 to "
                + (classes - 1));
      }
    }
    return new ByteImages(
        folder.getFileName() + " " + part,
        images.data,
        Shape.of(1).concat(images.shape.range(1, 3)),
        values);
  }

  private static Path find(Path folder, String name) {
    for (String suffix : new String[] {"", ".gz"}) {
      Path p = folder.resolve(name + suffix);
      if (Files.isRegularFile(p)) {
        return p;
      }
    }
    throw new DataFormatException(
        "there is no " + name + " or " + name + ".gz in " + folder.toAbsolutePath());
  }

  /**
   * Reads a file that must have a number of axes.
   *
   * @throws DataFormatException if the file is missing, cut, damaged, of another kind, or larger
   *     than half of the JVM's memory
   */
  public static Content read(Path file, int axes) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString(), axes);
    } catch (NoSuchFileException e) {
      throw new DataFormatException("there is no file " + file.toAbsolutePath(), e);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /** Reads a stream that errors call {@code file}. */
  static Content read(InputStream in, String file, int axes) {
    InputStream raw = new BufferedInputStream(in);
    try {
      raw.mark(2);
      boolean zipped = raw.read() == 0x1F && raw.read() == 0x8B;
      raw.reset();
      if (!zipped) {
        return read(file, axes, new DataInputStream(raw));
      }
      try (Gzip gzip = new Gzip(raw)) {
        Content c = read(file, axes, new DataInputStream(gzip));
        gzip.end();
        return c;
      }
    } catch (EOFException e) {
      throw new DataFormatException(file + ": the file ends early; it is truncated", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (OutOfMemoryError e) {
      throw new DataFormatException(
          file + ": does not fit into the JVM's memory; -Xmx gives it more", e);
    }
  }

  private static DataFormatException unreadable(String file, IOException e) {
    return new DataFormatException(file + ": cannot be read: " + e.getMessage(), e);
  }

  private static Content read(String file, int axes, DataInputStream in) throws IOException {
    int magic = in.readInt();
    if (magic != (UNSIGNED_BYTE << 8 | axes)) {
      throw new DataFormatException(
          String.format(
              "%s: the magic number is 0x%08X, not 0x%08X (unsigned bytes with %d axes); this is no such IDX file",
              file, magic, UNSIGNED_BYTE << 8 | axes, axes));
    }
    int[] dims = new int[axes];
    long size = 1;
    long nonEmpty = 1;
    for (int i = 0; i < axes; i++) {
      dims[i] = in.readInt();
      if (dims[i] < 0) {
        throw new DataFormatException(
            file + ": length " + dims[i] + " of axis " + i + " is negative");
      }
      size *= dims[i];
      nonEmpty *= Math.max(1, dims[i]);
      if (nonEmpty > Integer.MAX_VALUE - 8) {
        throw new DataFormatException(
            file + ": lengths " + Arrays.toString(dims) + " are too large to be true");
      }
    }
    MemoryLimit.require(size, file);
    byte[] data = in.readNBytes((int) size);
    if (data.length != size) {
      throw new DataFormatException(
          file
              + ": holds "
              + data.length
              + " bytes of data, but its header "
              + Arrays.toString(dims)
              + " promises "
              + size
              + "; it is truncated");
    }
    if (in.read() >= 0) {
      throw new DataFormatException(
          file
              + ": goes on after the "
              + size
              + " bytes that its header "
              + Arrays.toString(dims)
              + " promises");
    }
    return new Content(Shape.of(dims), data);
  }
}
