package io.cotangent.bench.jmh;

import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.random.Rng;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Square matrix products, with each combination of transposed operands. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class MatmulBenchmark {
  @Param({"64", "256", "512"})
  public int n;

  @Param({"A·B", "A·Bᵀ", "Aᵀ·B"})
  public String form = "";

  private Tensor a = Tensor.zeros(1);
  private Tensor b = Tensor.zeros(1);

  @Setup
  public void fill() {
    a = new Rng(1).normal(0, 1, n, n);
    b = new Rng(2).normal(0, 1, n, n);
    a = form.startsWith("Aᵀ") ? a.transpose(0, 1) : a;
    b = form.endsWith("Bᵀ") ? b.transpose(0, 1) : b;
  }

  @Benchmark
  public double product() {
    try (Scope scope = Scope.open("benchmark")) {
      return a.matmul(b).size();
    }
  }
}
