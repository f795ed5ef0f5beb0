package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which kernels the pure-Java backend takes in JVMs of other kinds than the tests'. */
class KernelChoiceTest {
  @TempDir Path dir;

  private Fork.Result choose(String... flags) {
    List<String> all = new ArrayList<>(List.of("--add-modules=jdk.incubator.vector"));
    all.addAll(Arrays.asList(flags));
    String classPath = System.getProperty("java.class.path");
    return Fork.run(dir, all, classPath, KernelChoice.class.getName());
  }

  @Test
  void withC2TheyAreVectorKernels() {
    assertThat(choose().out()).contains("Vector API kernels (jdk.incubator.vector is readable)");
    assertThat(choose("-XX:-TieredCompilation").out()).contains("Vector API kernels");
  }

  @Test
  void withoutC2TheyAreScalarAndSayWhy() {
    assertThat(choose("-XX:TieredStopAtLevel=1").out())
        .contains("jvm: scalar kernels (the VM (")
        .contains("compiles without C2")
        .contains("leave out -XX:TieredStopAtLevel");
    assertThat(choose("-Xint").out()).contains("jvm: scalar kernels (the VM only interprets");
    assertThat(choose("-XX:MaxVectorSize=8").out())
        .contains("jvm: scalar kernels (vectors of this VM have 64 bits");
  }

  @Test
  void whoAsksForVectorKernelsGetsThemWhereTheyRunAtAll() {
    String vector = "-Dcotangent.jvm.kernels=vector";
    assertThat(choose(vector, "-Xint").out())
        .contains("Vector API kernels (cotangent.jvm.kernels=vector, although the VM only interp");
    assertThat(choose(vector, "-XX:MaxVectorSize=8").err())
        .contains("cotangent.jvm.kernels=vector, but vectors of this VM have 64 bits");
  }

  @Test
  void aWrongSettingIsAnErrorAndNoOtherBackend() {
    Fork.Result r = choose("-Dcotangent.jvm.kernels=nonsense");
    assertThat(r.status()).isNotZero();
    assertThat(r.out()).isEmpty();
    assertThat(r.err())
        .contains("cotangent.jvm.kernels: 'nonsense' is none of auto, scalar, vector");
    r = choose("-Dcotangent.threads=100000");
    assertThat(r.status()).isNotZero();
    assertThat(r.err()).contains("cotangent.threads: 100000 must be from 1 to 1024");
  }
}
