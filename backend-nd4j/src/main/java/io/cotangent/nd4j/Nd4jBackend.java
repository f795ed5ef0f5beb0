package io.cotangent.nd4j;

import io.cotangent.DType;
import io.cotangent.op.Affine;
import io.cotangent.op.ArgReduction;
import io.cotangent.op.Binary;
import io.cotangent.op.Epilogue;
import io.cotangent.op.Fused;
import io.cotangent.op.Reduction;
import io.cotangent.op.SoftmaxAlong;
import io.cotangent.op.SoftmaxCrossEntropy;
import io.cotangent.op.Ternary;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Buffer;
import io.cotangent.spi.ElementLoops;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Operand;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Runs operations on ND4J. Floating-point maths that it has right is ND4J's, on dense arrays alone,
 * always into an array that exists; matrix products are its OpenBLAS's. Movement, reductions, rows,
 * integers and booleans are loops over the same memory on this side: a native call costs as much as
 * some thousand elements, and ND4J's views and sums cannot be relied on.
 */
public final class Nd4jBackend implements Backend {
  private static final System.Logger LOG = System.getLogger("io.cotangent");
  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private final OffHeap memory = new OffHeap();
  private final Native math = new Native(memory);
  private final Updates updates;
  private final Pools pools = new Pools(memory);
  private final Loops loops;
  private final Sums sums;
  private final Rows rows;
  private final Products products;
  private final Convolutions convolutions;
  private final int threads;

  /**
   * A backend of its own; users get one from {@link io.cotangent.Backends}.
   *
   * @throws LinkageError if the native library cannot be loaded
   */
  public Nd4jBackend(int threads) {
    this.threads = threads;
    Tasks tasks = new Tasks(threads);
    loops = new Loops(tasks);
    updates = new Updates(memory, tasks);
    sums = new Sums(memory, tasks);
    rows = new Rows(tasks);
    products = new Products(memory, tasks);
    convolutions = new Convolutions(memory, tasks, products);
    Nd4j.getBackend(); // loads the library
    // Work is divided on this side, the same for any number of threads.
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    Blas.useOneThread();
  }

  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public String description() {
    return "ND4J "
        + version()
        + " with OpenBLAS, "
        + threads
        + (threads == 1 ? " thread" : " threads");
  }

  private static String version() {
    String path = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";
    try (InputStream in = Nd4j.class.getResourceAsStream(path)) {
      Properties p = new Properties();
      if (in != null) {
        p.load(in);
      }
      return p.getProperty("version", "of unknown version");
    } catch (IOException e) {
      return "of unknown version";
    }
  }

  @Override
  public Buffer allocate(DType dtype, int size) {
    return memory.take(dtype, size);
  }

  @Override
  public void recycle(Buffer buffer) {
    memory.give((Nd4jBuffer) buffer);
  }

  @Override
  public Buffer upload(Object array) {
    Nd4jBuffer b = memory.take(DType.ofArray(array), Array.getLength(array));
    b.upload(array);
    return b;
  }

  @Override
  public Object download(Buffer buffer, int size) {
    return ((Nd4jBuffer) buffer).download(size);
  }

  @Override
  public void fill(Operand out, Number value) {
    Moves.fill(out, value);
  }

  @Override
  public void copy(Operand x, Operand out) {
    Moves.copy(x, out);
  }

  // ---- elementwise ----

  /** Tells once that an operation has no native form that can be relied on. */
  private static void onThisSide(String op) {
    if (TOLD.add(op)) {
      LOG.log(System.Logger.Level.INFO, "nd4j: {0} is computed in Java, not by ND4J", op);
    }
  }

  @Override
  public void unary(Unary op, Operand x, Operand out) {
    if (out.shape().size() == 0) {
      return;
    }
    if (!x.dtype().isFloat()) {
      ElementLoops.unary(op, x, out);
    } else if (Native.has(op)) {
      math.unary(op, x, out);
    } else {
      onThisSide(op.label());
      loops.unary(op, x, out);
    }
  }

  @Override
  public void binary(Binary op, Operand a, Operand b, Operand out) {
    if (out.shape().size() == 0) {
      return;
    }
    if (!a.dtype().isFloat()) {
      ElementLoops.binary(op, a, b, out);
    } else if (Native.has(op)) {
      math.binary(op, a, b, out);
    } else {
      onThisSide(op.label());
      loops.binary(op, a, b, out);
    }
  }

  @Override
  public void ternary(Ternary op, Operand a, Operand b, Operand c, Operand out) {
    if (out.shape().size() == 0) {
      return;
    }
    if (!out.dtype().isFloat()) {
      ElementLoops.ternary(op, a, b, c, out);
    } else if (op == Ternary.WHERE) {
      math.where(a, b, c, out);
    } else {
      loops.ternary(op, a, b, c, out);
    }
  }

  // ---- reductions ----

  @Override
  public void reduce(Reduction op, Operand x, int[] axes, Operand out) {
    if (!x.dtype().isFloat() || x.shape().size() == 0) {
      ElementLoops.reduce(op, x, axes, out);
    } else {
      sums.reduce(op, x, axes, out);
    }
  }

  @Override
  public void argReduce(ArgReduction op, Operand x, int axis, Operand out) {
    ElementLoops.argReduce(op, x, axis, out);
  }

  // ---- matrices ----

  @Override
  public void matmul(Operand a, Operand b, Operand out) {
    if (out.shape().size() == 0) {
      return;
    }
    if (a.shape().dim(-1) == 0) {
      fill(out, 0);
    } else {
      products.matmul(a, b, out);
    }
  }

  // ---- indexing ----

  @Override
  public void gather(Operand x, int axis, Operand index, Operand out) {
    ElementLoops.gather(x, axis, index, out);
  }

  @Override
  public void scatterAdd(Operand src, int axis, Operand index, Operand out) {
    ElementLoops.scatterAdd(src, axis, index, out);
  }

  // ---- composites ----

  @Override
  public @Nullable Kernel kernel(Fused op, DType dtype) {
    if (op instanceof Affine affine) {
      return (in, out) -> linear(affine.epilogue(), in, out[0]);
    } else if (op instanceof SoftmaxAlong s) {
      return (in, out) -> rows.softmax(s, in[0], out[0]);
    } else if (op instanceof SoftmaxCrossEntropy) {
      return (in, out) -> rows.crossEntropy(in[0], in[1], out[0]);
    } else if (op instanceof SoftmaxCrossEntropy.Grad) {
      return (in, out) -> rows.crossEntropyGrad(in[0], in[1], in[2], out[0]);
    }
    Kernel kernel = convolutions.kernel(op);
    kernel = kernel == null ? pools.kernel(op) : kernel;
    return kernel == null ? updates.kernel(op) : kernel;
  }

  /** f(x·wᵀ + b). */
  private void linear(Epilogue epilogue, Operand[] in, Operand out) {
    int k = in[0].shape().dim(1);
    if (out.shape().size() == 0) {
      return;
    }
    boolean bias = in.length > 2;
    if (bias) {
      copy(in[2].as(in[2].layout().expand(out.shape())), out);
    } else if (k == 0) {
      fill(out, 0);
    }
    if (k > 0) {
      try (Dense d = new Dense(memory)) {
        int n = out.shape().dim(1);
        products.multiply(
            out.shape().dim(0),
            n,
            k,
            Products.matrix(Products.readable(in[0], d), 0),
            Products.matrix(Products.readable(in[1], d), 0).transposed(),
            bias ? 1 : 0,
            new Blas.Result(d.keep(out), 0, n));
      }
    }
    Unary f = epilogue.function();
    if (f != null) {
      unary(f, out, out);
    }
  }
}
