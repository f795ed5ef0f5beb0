package io.cotangent.zoo;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.data.ByteImages;
import io.cotangent.data.Dataset;
import io.cotangent.data.DrawnDigits;
import io.cotangent.data.Idx;
import io.cotangent.data.Image;
import io.cotangent.data.ImageFolder;
import io.cotangent.data.Labeled;
import io.cotangent.io.DataFormatException;
import io.cotangent.random.Rng;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pictures of classes, some to train with and some for tests.
 *
 * @param name for people
 * @param training of one shape
 * @param test of the same shape
 * @param classes their names in the order of their numbers
 * @param shape [channels, height, width] of a picture
 */
public record ImageData(
    String name,
    Dataset<Labeled<Image>> training,
    Dataset<Labeled<Image>> test,
    List<String> classes,
    Shape shape) {
  private static final int DIGITS = 10;

  /** Drawn digits; see {@link DrawnDigits}. */
  public static ImageData drawnDigits(int training, int test, long seed) {
    return of(DrawnDigits.draw(test, training, seed), DrawnDigits.draw(0, test, seed));
  }

  private static ImageData of(ByteImages training, ByteImages test) {
    for (ByteImages d : List.of(training, test)) {
      if (d.size() == 0 || d.shape().size() == 0) {
        throw new DataFormatException(d.name() + ": holds no images");
      }
    }
    if (!training.shape().equals(test.shape())) {
      throw new DataFormatException(
          training.name()
              + " has images of "
              + training.shape().range(1, 3)
              + " and "
              + test.name()
              + " of "
              + test.shape().range(1, 3)
              + "; they must be of one size");
    }
    return new ImageData(training.name(), training, test, digits(), training.shape());
  }

  private static List<String> digits() {
    return IntStream.range(0, DIGITS).mapToObj(String::valueOf).toList();
  }

  /**
   * A folder with MNIST's IDX files, or with folders {@code train} and {@code test} that have a
   * folder of pictures for each class. Pictures are made grey and as large as asked for.
   *
   * @param side of pictures that are not IDX files, in pixels
   * @param holdOut which part of each class is for tests, in (0, 1), where the folder has no test
   *     part; 0 if it must have one. Then the folder may hold the classes itself
   * @param rng decides which pictures are held out
   * @throws DataFormatException if it is neither, naming what is missing
   */
  public static ImageData read(Path folder, int side, double holdOut, Rng rng) {
    if (!(holdOut >= 0 && holdOut < 1)) {
      throw new ArgumentException("hold-out: " + holdOut + " must be in [0, 1)");
    }
    if (!Files.isDirectory(folder)) {
      throw new DataFormatException("there is no folder " + folder.toAbsolutePath());
    }
    if (!Files.isDirectory(folder.resolve("train"))
        && (isIdx(folder, "train") || !isClasses(folder))) {
      ByteImages training = Idx.dataset(folder, true, DIGITS);
      if (isIdx(folder, "t10k") || holdOut == 0) {
        return of(training, Idx.dataset(folder, false, DIGITS));
      }
      return heldOut(training.name(), training, holdOut, digits(), training.shape(), rng);
    }
    return pictures(folder, side, holdOut, rng);
  }

  private static boolean isIdx(Path folder, String part) {
    String name = part + "-images-idx3-ubyte";
    return Files.exists(folder.resolve(name)) || Files.exists(folder.resolve(name + ".gz"));
  }

  private static boolean isClasses(Path folder) {
    try (var all = Files.list(folder)) {
      return all.anyMatch(Files::isDirectory);
    } catch (java.io.IOException e) {
      throw new DataFormatException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static ImageData pictures(Path folder, int side, double holdOut, Rng rng) {
    Path train = folder.resolve("train");
    Path test = folder.resolve("test");
    ImageFolder training = ImageFolder.read(Files.isDirectory(train) ? train : folder, 1);
    Shape shape = Shape.of(1, side, side);
    Dataset<Labeled<Image>> first = sized(training, side);
    if (!Files.isDirectory(train) || !Files.isDirectory(test)) {
      if (holdOut == 0) {
        throw new DataFormatException(
            folder
                + ": has no test part. Make folders train and test in it, with a folder of pictures"
                + " for each class, or hold some of the pictures out (--hold-out 0.2)");
      }
      return heldOut(folder.toString(), first, holdOut, training.classes(), shape, rng);
    }
    ImageFolder tests = ImageFolder.read(test, 1);
    if (!tests.classes().equals(training.classes())) {
      throw new DataFormatException(
          folder
              + ": train has the classes "
              + training.classes()
              + " and test "
              + tests.classes()
              + "; they must be the same");
    }
    return new ImageData(folder.toString(), first, sized(tests, side), training.classes(), shape);
  }

  private static Dataset<Labeled<Image>> sized(Dataset<Labeled<Image>> pictures, int side) {
    return pictures.map(Labeled.<Image, Image>map(p -> p.resized(side, side))).cached();
  }

  private static ImageData heldOut(
      String name,
      Dataset<Labeled<Image>> all,
      double holdOut,
      List<String> classes,
      Shape shape,
      Rng rng) {
    List<Dataset<Labeled<Image>>> parts = all.stratified(rng, Labeled::label, 1 - holdOut, holdOut);
    return new ImageData(name, parts.get(0), parts.get(1), classes, shape);
  }
}
