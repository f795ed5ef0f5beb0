package io.cotangent.thirdparty;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.DType;
import io.cotangent.kit.Conformance;
import io.cotangent.kit.Conformance.Failure;
import io.cotangent.kit.Conformance.Kind;
import io.cotangent.op.Binary;
import io.cotangent.op.Fused;
import io.cotangent.op.Softmax;
import io.cotangent.op.Unary;
import io.cotangent.spi.ElementLoops;
import io.cotangent.spi.Elements;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Operand;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The kit catches what it is for: each fault by the check that is meant for it. */
class BrokenBackendsTest {
  private static Set<Kind> kinds(List<Failure> failures) {
    Set<Kind> r = new TreeSet<>();
    failures.forEach(f -> r.add(f.kind()));
    return r;
  }

  private static List<String> of(List<Failure> failures, Kind kind) {
    return failures.stream().filter(f -> f.kind() == kind).map(Failure::check).toList();
  }

  @Test
  void aWrongOperationIsCaughtByItsValues() {
    List<Failure> failures =
        new Conformance(
                new PlainBackend() {
                  @Override
                  public void unary(Unary op, Operand x, Operand out) {
                    super.unary(op == Unary.COS ? Unary.SIN : op, x, out);
                  }
                })
            .run();
    assertThat(of(failures, Kind.FORWARD)).contains("cos, forward F32, DENSE");
    assertThat(of(failures, Kind.EDGE)).contains("Unary.COS, Unary.COS of specials, F64");
    assertThat(kinds(failures)).doesNotContain(Kind.INTACT, Kind.KERNEL, Kind.THREADS);
  }

  @Test
  void aWrongKernelIsCaughtByItsDecompositionAndByDifferences() {
    List<Failure> failures =
        new Conformance(
                new PlainBackend() {
                  @Override
                  public @Nullable Kernel kernel(Fused op, DType dtype) {
                    return op instanceof Softmax.Grad
                        ? (in, out) -> ElementLoops.binary(Binary.MUL, in[0], in[1], out[0])
                        : null;
                  }
                })
            .run();
    assertThat(of(failures, Kind.KERNEL)).contains("softmax along 1, kernel F64");
    assertThat(of(failures, Kind.DIFFERENCES)).contains("softmax along 1, differences DENSE");
    assertThat(of(failures, Kind.GRADIENT)).contains("softmax along 1, gradient F32, DENSE");
    assertThat(failures)
        .as("uses of softmax, and cross-entropy, whose gradient uses it")
        .allMatch(f -> f.check().matches("(softmax|logSoftmax|crossEntropy).*"));
  }

  @Test
  void anOperationThatOverwritesItsInputIsCaught() {
    List<Failure> failures =
        new Conformance(
                new PlainBackend() {
                  @Override
                  public void unary(Unary op, Operand x, Operand out) {
                    super.unary(op, x, out);
                    if (op == Unary.TANH && x.shape().size() > 0) {
                      ((Elements) x.buffer()).setDouble(x.layout().offset(), 0);
                    }
                  }
                })
            .run();
    assertThat(of(failures, Kind.INTACT)).contains("tanh, intact F32, DENSE");
    assertThat(of(failures, Kind.FORWARD)).doesNotContain("tanh, forward F32, DENSE");
  }

  @Test
  void anOperationWhoseResultDependsOnOtherThreadsIsCaught() {
    double[] shared = new double[1];
    List<Failure> failures =
        new Conformance(
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
                })
            .run();
    assertThat(of(failures, Kind.THREADS)).contains("exp, threads");
  }
}
