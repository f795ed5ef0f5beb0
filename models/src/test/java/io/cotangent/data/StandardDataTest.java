package io.cotangent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.io.DataFormatException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandardDataTest {
  private static final int CUT = 40_000;

  @TempDir Path folder = Path.of("");
  private final byte[] content = new byte[100_000];
  private LoopbackServer server;
  private URI base;

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31 + i / 256);
    }
    server = new LoopbackServer(content, CUT);
    base = server.base();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Download download(String path) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
    return new Download(base.resolve(path), "SHA-256", HexFormat.of().formatHex(digest));
  }

  @Test
  void aFileIsFetchedOnce() throws Exception {
    Path file = folder.resolve("a/b");
    assertThat(download("/whole").to(file)).hasBinaryContent(content);
    download("/whole").to(file);
    assertThat(server.ranges()).containsExactly("null");
    assertThat(folder.resolve("a/b.part")).doesNotExist();
  }

  @Test
  void aBrokenDownloadGoesOnWhereItBroke() throws Exception {
    Path file = folder.resolve("b");
    assertThatThrownBy(() -> download("/cut").to(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("cannot fetch " + base)
        .hasMessageContaining("What has arrived is kept")
        .hasMessageContaining("put the file at " + file);
    assertThat(file).doesNotExist();
    long have = Files.size(folder.resolve("b.part"));
    assertThat(have).isPositive();
    assertThat(download("/cut").to(file)).hasBinaryContent(content);
    assertThat(server.ranges()).containsExactly("null", "bytes=" + have + "-");
  }

  @Test
  void aServerWithoutRangesSendsTheWhole() throws Exception {
    Files.write(folder.resolve("b.part"), Arrays.copyOf(content, CUT));
    assertThat(download("/plain").to(folder.resolve("b"))).hasBinaryContent(content);
  }

  @Test
  void thePartOfAnotherFileIsNotJoined() throws Exception {
    Files.write(folder.resolve("b.part"), new byte[CUT]);
    assertThat(download("/whole").to(folder.resolve("b"))).hasBinaryContent(content);
    assertThat(server.ranges()).containsExactly("bytes=" + CUT + "-", "null");
  }

  @Test
  void aWrongChecksumIsRefusedAndNothingKept() {
    Download wrong = new Download(base.resolve("/whole"), "MD5", "0".repeat(32));
    assertThatThrownBy(() -> wrong.to(folder.resolve("b")))
        .hasMessageContaining("the 100000 bytes that came have the MD5 ")
        .hasMessageContaining(", not 0000");
    assertThat(folder.resolve("b")).doesNotExist();
    assertThat(folder.resolve("b.part")).doesNotExist();
  }

  @Test
  void aMissingFileAndAMissingNetworkAreSentences() throws IOException {
    StandardData data = StandardData.with().folder(folder).mirror(base);
    assertThatThrownBy(data::tinyShakespeare)
        .hasMessage(base + "/tiny-shakespeare/input.txt: the server answers with status 404");
    server.close();
    assertThatThrownBy(() -> data.mnist(true))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("ConnectException")
        .hasMessageContaining(
            "put the file at " + folder.resolve("mnist/train-images-idx3-ubyte.gz"));
  }

  @Test
  void severalAtOnceFetchItOnce() throws Exception {
    var threads = Executors.newFixedThreadPool(4);
    try {
      Download d = download("/whole");
      List<Future<Path>> all =
          threads.invokeAll(Collections.nCopies(4, () -> d.to(folder.resolve("b"))));
      for (Future<Path> f : all) {
        assertThat(f.get()).hasBinaryContent(content);
      }
      assertThat(server.ranges()).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void filesPutThereByHandAreRead() throws IOException {
    Path names = Files.createDirectories(folder.resolve("names")).resolve("names.txt");
    Files.writeString(names, "emma\nolivia\n");
    Dataset<String> all = StandardData.with().folder(folder).names();
    assertThat(all.get(1)).isEqualTo("olivia");
  }
}
