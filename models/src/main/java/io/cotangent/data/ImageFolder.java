package io.cotangent.data;

import io.cotangent.ArgumentException;
import io.cotangent.io.DataFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Pictures in folders, one for each class: {@code pets/cat/1.jpg}, {@code pets/dog/a/2.png}. The
 * classes are the names of the folders, in the order of their code points; files in folders deeper
 * down belong to the class above. Hidden files and folders, and files whose names do not end as
 * those of pictures do, are passed over. A picture is read when it is asked for; see {@link
 * ImageFile} for what becomes of its colours.
 */
public final class ImageFolder implements Dataset<Labeled<Image>> {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp");

  private final Path folder;
  private final int channels;
  private final List<String> classes;
  private final List<Path> files;
  private final int[] labels;

  private ImageFolder(
      Path folder, int channels, List<String> classes, List<Path> files, int[] labels) {
    this.folder = folder;
    this.channels = channels;
    this.classes = classes;
    this.files = files;
    this.labels = labels;
  }

  /**
   * The pictures below a folder.
   *
   * @param channels of the pictures: 1 grey, 3 red, green and blue, 4 with opacity
   * @throws DataFormatException if there is no such folder, it has no folders, or one of them has
   *     no pictures, naming it
   */
  public static ImageFolder read(Path folder, int channels) {
    if (channels != 1 && channels != 3 && channels != 4) {
      throw new ArgumentException("images: " + channels + " channels; pass 1, 3 or 4");
    }
    if (!Files.isDirectory(folder)) {
      throw new DataFormatException("there is no folder " + folder.toAbsolutePath());
    }
    List<String> classes = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    try {
      for (Path c : sorted(folder, Files.list(folder).filter(Files::isDirectory))) {
        List<Path> own = sorted(folder, Files.walk(c).filter(ImageFolder::isPicture));
        own.removeIf(p -> isHidden(c.relativize(p)));
        if (own.isEmpty()) {
          throw new DataFormatException(c + ": the class has no pictures");
        }
        own.forEach(p -> labels.add(classes.size()));
        files.addAll(own);
        classes.add(String.valueOf(c.getFileName()));
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new DataFormatException(folder + ": cannot be read: " + e.getMessage(), e);
    }
    if (classes.isEmpty()) {
      throw new DataFormatException(folder + ": has no folders, of which each is a class");
    }
    int[] all = labels.stream().mapToInt(Integer::intValue).toArray();
    return new ImageFolder(folder, channels, List.copyOf(classes), List.copyOf(files), all);
  }

  private static List<Path> sorted(Path folder, Stream<Path> paths) {
    try (paths) {
      return new ArrayList<>(
          paths
              .filter(p -> !isHidden(folder.relativize(p)))
              .sorted(Comparator.comparing(p -> name(folder, p), Feature.CODE_POINTS))
              .toList());
    }
  }

  private static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static boolean isHidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPicture(Path p) {
    String name = String.valueOf(p.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Files.isRegularFile(p) && ENDINGS.contains(ending);
  }

  /** The names of the classes in the order of their numbers. */
  public List<String> classes() {
    return classes;
  }

  /** The file of an element. */
  public Path file(int index) {
    return files.get(index);
  }

  /** The class of an element. */
  public int label(int index) {
    return labels[index];
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Labeled<Image> get(int index) {
    return new Labeled<>(ImageFile.read(files.get(index), channels), labels[index]);
  }

  /** A checksum of the names and sizes of the files. */
  @Override
  public String fingerprint() {
    CRC32 crc = new CRC32();
    try {
      for (Path f : files) {
        String line = name(folder, f) + "\t" + Files.size(f) + "\n";
        crc.update(line.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new DataFormatException(folder + ": cannot be read: " + e.getMessage(), e);
    }
    return size() + " files, " + Long.toHexString(crc.getValue());
  }
}
