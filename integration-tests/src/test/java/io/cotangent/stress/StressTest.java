package io.cotangent.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.Backends;
import io.cotangent.Tensor;
import io.cotangent.cli.Main;
import io.cotangent.spi.Backend;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A short run of {@code ./cotangent stress}, by its number of steps; and that it finds what it is
 * for.
 */
class StressTest {
  private final Backend before = Backends.current();

  @AfterEach
  void restore() {
    Backends.use(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "nd4j"})
  void fourThreadsFiftyJobsEach(String backend) throws InterruptedException {
    Backends.use(Backends.get(backend));
    Stress stress = new Stress(4, 50, 3);
    stress.start();
    stress.await(300);
    stress.end();
    assertThat(stress.messages()).isEmpty();
    assertThat(stress.faults()).isZero();
    assertThat(stress.steps()).isEqualTo(200);
    assertThat(stress.hanging()).isEmpty();
  }

  @Test
  void threadsThatHaveEndedDoNotHang() throws InterruptedException {
    Stress none = new Stress(2, 0, 3);
    none.start();
    none.await(60);
    assertThat(none.steps()).isZero();
    assertThat(none.hanging()).as("threads that have ended").isEmpty();
  }

  @Test
  void aTornValueIsAFault() {
    assertThatThrownBy(() -> Values.whole("p", new float[] {1, 1, 2}))
        .hasMessage("p: element 0 is 1.0, element 2 is 2.0");
    assertThatThrownBy(() -> Values.same("y", new float[] {1, 2}, Tensor.of(1f, 3f)))
        .hasMessage("y: element 1 is 3.0 instead of 2.0");
    Values.whole("p", new float[] {2, 2});
    Values.same("y", new float[] {1, 2}, Tensor.of(1f, 2f));
  }

  private static boolean grows(long... megabytes) {
    Memory heap = new Memory();
    Memory offHeap = new Memory();
    for (long m : megabytes) {
      heap.add(m << 20, 0);
      offHeap.add(50 << 20, m << 20);
    }
    assertThat(offHeap.grows()).isEqualTo(heap.grows());
    return heap.grows();
  }

  @Test
  void memoryThatOnlyFillsPoolsDoesNotGrow() {
    assertThat(grows(100, 900, 900, 900, 900, 900)).isFalse();
    assertThat(grows(100, 200, 300, 320, 330, 320, 310, 320, 900)).isFalse();
    assertThat(grows(100, 200)).isFalse();
    assertThat(grows(100, 200, 300, 400, 600, 700)).isTrue();
    assertThat(grows(100, 100, 100, 100, 100, 100, 200, 210, 220)).isTrue();
  }

  private record Said(int status, String text) {}

  private static Said stress(String... options) {
    String[] all = new String[options.length + 1];
    all[0] = "stress";
    System.arraycopy(options, 0, all, 1, options.length);
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
    System.setOut(both);
    System.setErr(both);
    try {
      return new Said(Main.run(all), said.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Test
  void theCommandPrintsALineForEachIntervalAndAVerdict() {
    Said s = stress("--backend", "jvm", "--minutes", "0.001", "--threads", "2", "--interval", "1");
    assertThat(s.text)
        .containsPattern("threads, seed 1\n")
        .containsPattern(" s +[\\d,]+ steps +heap +[\\d,]+ MB +off the heap +[\\d,]+ MB +0 faults")
        .endsWith("PASSED\n");
    assertThat(s.status).isZero();
  }

  @Test
  void optionsAreChecked() {
    assertThat(stress("--minutes", "0").text).contains("--minutes: 0.0 must be a number above 0");
    assertThat(stress("--threads", "1").status).isEqualTo(1);
    assertThat(stress("--interval", "9", "--hang", "8").text)
        .contains("--hang: 8 must be 9 or more");
  }
}
