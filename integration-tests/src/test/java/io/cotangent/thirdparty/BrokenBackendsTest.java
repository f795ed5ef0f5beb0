package io.cotangent.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.DType;
import io.cotangent.kit.Conformance;
import io.cotangent.kit.Kind;
import io.cotangent.kit.Report;
import io.cotangent.op.Binary;
import io.cotangent.op.Fused;
import io.cotangent.op.SoftmaxAlong;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import io.cotangent.spi.ElementLoops;
import io.cotangent.spi.Elements;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Operand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The kit catches what it is for: each fault by the check that is meant for it, and the report's
 * first page says what is wrong. The pages are held in {@code broken-backends/}; {@code
 * -Dcotangent.pages=write} writes them anew.
 */
class BrokenBackendsTest {
  private static final Path PAGES = Path.of("src/test/resources/broken-backends");

  private static Report report(Backend backend, String... operations) {
    return new Conformance(backend, operations).run();
  }

  private static Set<Kind> kinds(Report report) {
    Set<Kind> r = new TreeSet<>();
    report.failures().forEach(f -> r.add(f.check().kind()));
    return r;
  }

  private static List<String> of(Report report, Kind kind) {
    return report.failures().stream()
        .filter(f -> f.check().kind() == kind)
        .map(f -> f.check().name())
        .toList();
  }

  /** The first page is the one held; how many checks and operations there are in all may change. */
  private static void assertFirstPage(Report report, String file) throws IOException {
    String page =
        report
            .firstPage()
            .replaceFirst("of [\\d,]+ checks, in (\\d+) of \\d+", "of N checks, in $1 of N");
    Path held = PAGES.resolve(file);
    if ("write".equals(System.getProperty("cotangent.pages"))) {
      Files.writeString(held, page);
    }
    assertThat(page).isEqualTo(Files.readString(held));
  }

  static final class SinForCos extends PlainBackend {
    @Override
    public void unary(Unary op, Operand x, Operand out) {
      super.unary(op == Unary.COS ? Unary.SIN : op, x, out);
    }
  }

  @Test
  void aWrongOperationIsCaughtByItsValues() throws IOException {
    Report report =
        report(
            new SinForCos(), "Unary.COS", "Unary.SIN", "Unary.EXP", "Binary.MUL", "Reduction.SUM");
    assertThat(of(report, Kind.FORWARD)).contains("cos, F32, dense, forward");
    assertThat(of(report, Kind.SPECIALS)).contains("cos of special values, F64, specials");
    assertThat(kinds(report)).doesNotContain(Kind.INTACT, Kind.KERNEL, Kind.THREADS);
    assertFirstPage(report, "sin-for-cos.md");
  }

  private static final class WrongSoftmaxGrad extends PlainBackend {
    @Override
    public @Nullable Kernel kernel(Fused op, DType dtype) {
      return op instanceof SoftmaxAlong.Grad
          ? (in, out) -> ElementLoops.binary(Binary.MUL, in[0], in[1], out[0])
          : null;
    }
  }

  @Test
  void aWrongKernelIsCaughtByItsDecompositionAndByDifferences() throws IOException {
    Report report =
        report(
            new WrongSoftmaxGrad(),
            "SoftmaxAlong",
            "SoftmaxAlong.Grad",
            "SoftmaxCrossEntropy",
            "Unary.EXP",
            "Binary.MUL",
            "Reduction.SUM");
    assertThat(of(report, Kind.KERNEL)).contains("softmax along 1, F64, kernel");
    assertThat(of(report, Kind.DIFFERENCES)).contains("softmax along 1, dense, differences");
    assertThat(of(report, Kind.GRADIENT)).contains("softmax along 1, F32, dense, gradient");
    assertFirstPage(report, "wrong-softmax-grad.md");
  }

  private static final class OverwritingTanh extends PlainBackend {
    @Override
    public void unary(Unary op, Operand x, Operand out) {
      super.unary(op, x, out);
      if (op == Unary.TANH && x.shape().size() > 0) {
        ((Elements) x.buffer()).setDouble(x.layout().offset(), 0);
      }
    }
  }

  @Test
  void anOperationThatOverwritesItsInputIsCaught() throws IOException {
    Report report = report(new OverwritingTanh(), "Unary.TANH", "Unary.EXP", "Affine");
    assertThat(of(report, Kind.INTACT)).contains("tanh, F32, dense, intact");
    assertThat(of(report, Kind.FORWARD)).doesNotContain("tanh, F32, dense, forward");
    assertFirstPage(report, "overwriting-tanh.md");
  }

  /** Takes strides, and reads the second matrix of a product as if it had none. */
  private static final class MatmulWithoutStrides extends PlainBackend {
    @Override
    public boolean takesStrides() {
      return true;
    }

    @Override
    public void matmul(Operand a, Operand b, Operand out) {
      Operand left = new Operand(allocate(a.dtype(), a.shape().size()), a.shape().dense());
      copy(a, left);
      Operand right = new Operand(allocate(b.dtype(), b.shape().size()), b.shape().dense());
      int last = ((Elements) b.buffer()).size() - 1;
      for (int i = 0; i < b.shape().size(); i++) {
        ((Elements) right.buffer())
            .setDouble(
                i, ((Elements) b.buffer()).getDouble(Math.min(b.layout().offset() + i, last)));
      }
      super.matmul(left, right, out);
    }
  }

  @Test
  void aProductThatIgnoresStridesIsToldFromItsLayouts() throws IOException {
    Report report =
        report(
            new MatmulWithoutStrides(),
            "Matmul",
            "Affine",
            "CrossCorrelation",
            "Movement.Permute",
            "Reduction.SUM");
    assertThat(report.firstPage())
        .contains("## 1. Backend.matmul:")
        .contains("where input 1 is not dense");
    assertThat(report.firstPage().lines().count()).as("one screen").isLessThan(30);
    assertThat(report.table()).containsPattern("Matmul +FAIL \\d+/\\d+ +ok \\d+ +FAIL");
    assertFirstPage(report, "matmul-without-strides.md");
  }

  @Test
  void anOperationWhoseResultDependsOnOtherThreadsIsCaught() {
    double[] shared = new double[1];
    Report report =
        report(
            new PlainBackend() {
              @Override
              public void unary(Unary op, Operand x, Operand out) {
                super.unary(op, x, out);
                if (op == Unary.EXP && x.shape().size() > 0) {
                  Elements o = (Elements) out.buffer();
                  shared[0] = o.getDouble(0);
                  for (int i = 0; i < 1000; i++) {
                    Thread.yield();
                  }
                  o.setDouble(0, shared[0] + Thread.activeCount() * 1e-3);
                }
              }
            },
            "Unary.EXP");
    assertThat(of(report, Kind.THREADS)).contains("exp, threads");
  }
}
