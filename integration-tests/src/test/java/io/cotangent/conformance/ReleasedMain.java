package io.cotangent.conformance;

import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.op.Binary;
import io.cotangent.op.Reduction;
import io.cotangent.op.SoftmaxAlong;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Buffer;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Layout;
import io.cotangent.spi.Operand;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Gives a buffer back while another thread's kernels read and write it, and lets so much go through
 * the pool that it drops what it holds. What is computed then may be anything.
 */
public final class ReleasedMain {
  private static final int SIDE = 1024;
  private static final Layout SQUARE = Shape.of(SIDE, SIDE).dense();

  private ReleasedMain() {}

  private static void use(Backend b, Operand x) {
    Operand z = new Operand(b.allocate(DType.F32, SIDE * SIDE), SQUARE);
    Operand row = new Operand(b.allocate(DType.F32, SIDE), Shape.of(SIDE).dense());
    Operand turned = x.as(SQUARE.permute(1, 0));
    Kernel softmax = Objects.requireNonNull(b.kernel(new SoftmaxAlong(1, false), DType.F32));
    for (int i = 0; i < 3; i++) {
      b.unary(Unary.EXP, x, z);
      b.unary(Unary.TANH, x, z);
      b.binary(Binary.ADD, turned, x, z);
      b.reduce(Reduction.SUM, x, new int[] {1}, row);
      softmax.run(new Operand[] {x}, new Operand[] {z});
      b.matmul(x, turned, z);
      b.copy(turned, z);
      b.fill(x, 1);
      Object unused = b.download(x.buffer(), SIDE * SIDE);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    Backend b = Backends.get("nd4j");
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int round = 0; round < Integer.parseInt(args[0]); round++) {
      Operand x = new Operand(b.upload(new float[SIDE * SIDE]), SQUARE);
      Thread user = new Thread(() -> use(b, x));
      user.setUncaughtExceptionHandler((t, e) -> failure.set(e));
      user.start();
      b.recycle(x.buffer());
      while (user.isAlive()) {
        Buffer[] many = new Buffer[96];
        for (int i = 0; i < many.length; i++) {
          many[i] = b.allocate(DType.F32, SIDE * SIDE + i % 3);
        }
        for (Buffer buffer : many) {
          b.recycle(buffer);
        }
        System.gc();
      }
      user.join();
    }
    System.out.println(failure.get() == null ? "alive" : "failed: " + failure.get());
  }
}
