package io.cotangent.data;

import io.cotangent.io.DataFormatException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Data sets that everybody uses, fetched once, checked and kept in a folder. Settings, an immutable
 * record whose methods change one each.
 *
 * <pre>{@code
 * ByteImages digits = StandardData.with().mnist(true);
 * String plays = StandardData.with().folder(Path.of("data")).tinyShakespeare();
 * }</pre>
 *
 * <p>The folder is that of the system property {@code cotangent.data}, else of the environment's
 * {@code COTANGENT_DATA}, else {@code .cache/cotangent} in the user's home. Within it each set has
 * a folder of its own, {@code mnist}, {@code fashion-mnist}, {@code tiny-shakespeare}, {@code
 * names}, into which the files can also be put by hand.
 *
 * @param folder where files are kept
 * @param mirror a server to ask in the place of the usual ones, for {@code MIRROR/SET/FILE}; null
 *     for none
 */
public record StandardData(Path folder, @Nullable URI mirror) {
  private static final String MNIST = "https://ossci-datasets.s3.amazonaws.com/mnist/";
  private static final String FASHION =
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";
  private static final String KARPATHY = "https://raw.githubusercontent.com/karpathy/";

  /** MD5 of the files, by their names, as their makers publish them. */
  private static final Map<String, String> MNIST_MD5 =
      Map.of(
          "train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873",
          "train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432",
          "t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3",
          "t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c");

  private static final Map<String, String> FASHION_MD5 =
      Map.of(
          "train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
          "train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe",
          "t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79",
          "t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310");

  /** The usual folder, no mirror. */
  public static StandardData with() {
    String stated = System.getProperty("cotangent.data", System.getenv("COTANGENT_DATA"));
    return new StandardData(
        stated == null
            ? Path.of(System.getProperty("user.home"), ".cache", "cotangent")
            : Path.of(stated),
        null);
  }

  /** With another folder. */
  public StandardData folder(Path value) {
    return new StandardData(value, mirror);
  }

  /** With a mirror. */
  public StandardData mirror(URI value) {
    return new StandardData(folder, value);
  }

  /**
   * Handwritten digits, [1, 28, 28] in 10 classes (LeCun, Cortes and Burges): 60,000 for training
   * or 10,000 for the test.
   *
   * @throws DataFormatException if they can be neither found nor fetched, or are damaged
   */
  public ByteImages mnist(boolean training) {
    return idx("mnist", MNIST, MNIST_MD5, training);
  }

  /** Pictures of clothes in the form of {@link #mnist} (Xiao, Rasul and Vollgraf 2017). */
  public ByteImages fashionMnist(boolean training) {
    return idx("fashion-mnist", FASHION, FASHION_MD5, training);
  }

  private ByteImages idx(
      String set, String server, Map<String, String> checksums, boolean training) {
    String part = training ? "train" : "t10k";
    for (String kind : List.of("-images-idx3-ubyte.gz", "-labels-idx1-ubyte.gz")) {
      String name = part + kind;
      String checksum = checksums.getOrDefault(name, "");
      file(set, name, URI.create(server + name), "MD5", checksum);
    }
    return Idx.dataset(folder.resolve(set), training, 10);
  }

  /** Plays of Shakespeare, 1,115,394 characters, as char-rnn has them (Karpathy 2015). */
  public String tinyShakespeare() {
    return text(
        "tiny-shakespeare",
        "input.txt",
        KARPATHY + "char-rnn/master/data/tinyshakespeare/input.txt",
        "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed");
  }

  /** 32,033 first names in small letters, as makemore has them (Karpathy 2022). */
  public Dataset<String> names() {
    return Dataset.of(
        text(
                "names",
                "names.txt",
                KARPATHY + "makemore/master/names.txt",
                "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d")
            .lines()
            .toList());
  }

  private String text(String set, String name, String from, String checksum) {
    Path file = file(set, name, URI.create(from), "SHA-256", checksum);
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new DataFormatException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** A file of a set, fetched if it is not there. */
  Path file(String set, String name, URI usual, String algorithm, String checksum) {
    URI from = usual;
    if (mirror != null) {
      String base = mirror.toString();
      from = URI.create(base + (base.endsWith("/") ? "" : "/") + set + "/" + name);
    }
    return new Download(from, algorithm, checksum).to(folder.resolve(set).resolve(name));
  }
}
