package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory that is nearly used up, in JVMs of their own. */
class SmallHeapTest {
  @TempDir Path dir;

  @Test
  void thePoolGivesWayAndAnErrorSaysWhatWasAskedFor() {
    Fork.Result r =
        Fork.run(
            dir,
            List.of("-Xmx96m", "-Dcotangent.backend=jvm", "-Dcotangent.threads=1"),
            System.getProperty("java.class.path"),
            SmallHeap.class.getName());
    assertThat(r.status()).as(r.err()).isZero();
    assertThat(r.out().lines().toList())
        .satisfiesExactly(
            l ->
                assertThat(l)
                    .isEqualTo(
                        "60 MiB: [1.00000, 1.00000, 1.00000, ..., 1.00000, 1.00000, 1.00000]"
                            + " F32[15728640]"),
            l -> assertThat(l).isEqualTo("60 MiB of Java's: 15728640"),
            l ->
                assertThat(l)
                    .matches(
                        "no memory for a tensor F32\\[100, 1048576\\] of 419430400 bytes: jvm: no"
                            + " memory for 104857600 elements of F32, 419430400 bytes: of a heap of"
                            + " at most 100663296 bytes, \\d+ are live and 0 pooled; close scopes"
                            + " earlier, take smaller batches, or give java a larger heap"
                            + " \\(-Xmx\\)"),
            l ->
                assertThat(l)
                    .startsWith("no memory for a tensor BOOL[62914560] of 62914560 bytes: jvm: "),
            l -> assertThat(l).isEqualTo("goes on: [2.00000] F32[1]"));
  }

  @Test
  void offTheHeapItIsTheSame() {
    Fork.Result r =
        Fork.run(
            dir,
            List.of("-Xmx96m", "-Dcotangent.backend=nd4j", "-Dorg.bytedeco.javacpp.maxbytes=90m"),
            System.getProperty("java.class.path"),
            SmallHeap.class.getName(),
            "off");
    assertThat(r.status()).as(r.err()).isZero();
    assertThat(r.out().lines().toList())
        .satisfiesExactly(
            l -> assertThat(l).isEqualTo("32 MiB and what is pooled: 1.00000 F32[]"),
            l ->
                assertThat(l)
                    .startsWith(
                        "no memory for a tensor F32[25, 1048576] of 104857600 bytes: nd4j: no"
                            + " memory for 26214400 elements of F32, 104857600 bytes: of at most"
                            + " 94371840 bytes off the heap ")
                    .contains("raise -Dorg.bytedeco.javacpp.maxbytes"),
            l -> assertThat(l).isEqualTo("goes on: [2.00000] F32[1]"));
  }
}
