package io.cotangent.data;

import io.cotangent.io.DataFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * A file of the network, kept in a folder once its checksum has been found right. What a broken
 * connection left is kept aside, and the next attempt goes on from there. Processes and threads
 * that want the same file wait for one another.
 *
 * @param from where it is
 * @param algorithm of the checksum, as {@link MessageDigest} calls it
 * @param checksum in hexadecimal digits, small
 */
record Download(URI from, String algorithm, String checksum) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_SATISFIABLE = 416;

  /**
   * The file, fetched if it is not there.
   *
   * @throws DataFormatException if it cannot be fetched or its checksum is wrong
   */
  Path to(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
        locked(file);
      }
      return file;
    } catch (IOException e) {
      throw new DataFormatException(
          "cannot fetch "
              + from
              + " ("
              + e.getClass().getSimpleName()
              + (e.getMessage() == null ? "" : ": " + e.getMessage())
              + "). What has arrived is kept, the next attempt goes on from there; without a"
              + " network, put the file at "
              + file.toAbsolutePath(),
          e);
    }
  }

  /** One thread of this process at a time, then one process. */
  private void locked(Path file) throws IOException {
    synchronized (Download.class) {
      try (FileChannel lock =
          FileChannel.open(
              beside(file, ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock.lock();
        if (!Files.isRegularFile(file)) {
          fetch(file);
        }
      }
    }
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private void fetch(Path file) throws IOException {
    Path part = beside(file, ".part");
    boolean resumed = receive(part);
    String found = digest(part);
    if (!found.equals(checksum) && resumed) {
      Files.delete(part); // it was the rest of another file
      receive(part);
      found = digest(part);
    }
    if (!found.equals(checksum)) {
      long size = Files.size(part);
      Files.delete(part);
      throw new DataFormatException(
          from
              + ": the "
              + size
              + " bytes that came have the "
              + algorithm
              + " "
              + found
              + ", not "
              + checksum
              + "; the file is damaged or another one, and was not kept");
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Whether what came was joined to a part that was there. */
  private boolean receive(Path part) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(from).timeout(PATIENCE);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response = send(request.build());
    try (InputStream in = response.body()) {
      int status = response.statusCode();
      if (status == NOT_SATISFIABLE && have > 0) {
        return true; // the part is all there is
      }
      if (status != OK && status != PARTIAL) {
        throw new DataFormatException(from + ": the server answers with status " + status);
      }
      boolean resumed = status == PARTIAL;
      try (OutputStream out =
          Files.newOutputStream(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              resumed ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
        in.transferTo(out);
      }
      return resumed;
    }
  }

  private static HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(PATIENCE)
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private String digest(Path file) throws IOException {
    try {
      MessageDigest d = MessageDigest.getInstance(algorithm);
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), d)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(d.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(algorithm + " belongs to every JDK", e);
    }
  }
}
