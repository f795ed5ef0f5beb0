package io.cotangent.bench.jmh;

import io.cotangent.Backends;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.bench.Contestants;
import io.cotangent.random.Rng;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One operation on vectors of some sizes, with a scope around each call so that buffers are reused.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class OperationBenchmark {
  @Param({"4", "1024", "65536", "1048576"})
  public int size;

  @Param({"jvm scalar", "jvm vector", "nd4j"})
  public String backend = "jvm vector";

  private Tensor x = Tensor.zeros(1);
  private Tensor y = Tensor.zeros(1);
  private Scope scope = Scope.open("benchmark");

  @Setup
  public void fill() {
    scope.close();
    Backends.use(Contestants.get(backend));
    x = new Rng(1).normal(0, 1, size);
    y = new Rng(2).normal(0, 1, size);
  }

  @Setup(Level.Invocation)
  public void open() {
    scope = Scope.open("benchmark");
  }

  @TearDown(Level.Invocation)
  public void close() {
    scope.close();
  }

  @Benchmark
  public Tensor add() {
    return x.plus(y);
  }

  @Benchmark
  public Tensor exp() {
    return x.exp();
  }

  @Benchmark
  public Tensor tanh() {
    return x.tanh();
  }

  @Benchmark
  public Tensor gelu() {
    return x.gelu();
  }

  @Benchmark
  public Tensor sum() {
    return x.sum();
  }

  @Benchmark
  public Tensor softmax() {
    return x.softmax(0);
  }
}
