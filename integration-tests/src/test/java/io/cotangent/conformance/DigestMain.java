package io.cotangent.conformance;

import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Gradients;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.op.Attention;
import io.cotangent.op.Convolution;
import io.cotangent.op.Pooling;
import io.cotangent.op.Unary;
import io.cotangent.random.Rng;
import io.cotangent.spi.Backend;
import java.util.zip.CRC32;

/** Prints a checksum of the bits of many results of a backend, each of them large. */
public final class DigestMain {
  private final Backend backend;
  private final DType dtype;
  private int seed;

  private DigestMain(Backend backend, DType dtype) {
    this.backend = backend;
    this.dtype = dtype;
  }

  private Tensor numbers(int... shape) {
    return new Rng(++seed).uniform(backend, dtype, -1, 1, Shape.of(shape));
  }

  private static void print(String name, Tensor... results) {
    CRC32 crc = new CRC32();
    for (Tensor t : results) {
      for (double v : t.toDoubles()) {
        long bits = Double.doubleToRawLongBits(v);
        for (int i = 0; i < Long.BYTES; i++) {
          crc.update((int) (bits >> 8 * i) & 0xff);
        }
      }
    }
    System.out.printf("%s %08x%n", name, crc.getValue());
  }

  private void products() {
    int[][] lengths = {
      {1, 1, 100_000},
      {3, 5, 20_000},
      {64, 784, 300},
      {300, 10, 64},
      {513, 257, 129},
      {70, 600, 900}
    };
    for (int[] l : lengths) {
      Tensor a = numbers(l[0], l[2]);
      Tensor b = numbers(l[2], l[1]);
      String name = dtype + " product " + l[0] + "×" + l[2] + "×" + l[1];
      print(name, a.matmul(b), b.transpose(0, 1).matmul(a.transpose(0, 1)));
      print(name + " linear", a.linear(b.transpose(0, 1), numbers(l[1])).relu());
    }
    print(dtype + " batch", numbers(40, 33, 65).matmul(numbers(40, 65, 31)));
    print(dtype + " broadcast batch", numbers(6, 1, 120, 64).matmul(numbers(5, 64, 130)));
  }

  private void convolutions() {
    Tensor[][] all = {
      {numbers(8, 3, 400), numbers(6, 3, 7)},
      {numbers(33, 3, 32, 30), numbers(16, 3, 5, 5)},
      {numbers(2, 8, 120, 130), numbers(12, 4, 3, 3)},
      {numbers(3, 2, 12, 20, 22), numbers(4, 2, 3, 3, 3)}
    };
    for (Tensor[] in : all) {
      Tensor x = in[0].requiresGrad();
      Tensor w = in[1].requiresGrad();
      Tensor b = numbers(w.dim(0)).requiresGrad();
      Convolution c = Convolution.DEFAULT.padding(1).groups(x.dim(1) / w.dim(1));
      Tensor y = c.apply(x, w, b);
      Gradients g = y.square().sum().backward();
      print(dtype + " convolution " + x.shape(), y.detach(), g.get(x), g.get(w), g.get(b));
    }
    Tensor images = numbers(4, 3, 40, 41);
    print(dtype + " pools", Pooling.of(3, 3).max(images), Pooling.of(2, 2).average(images, true));
  }

  private void rows() {
    for (int[] shape : new int[][] {{300, 1000}, {2, 200_000}, {70_000, 3}, {40, 50, 60}}) {
      Tensor x = numbers(shape);
      for (int axis = 0; axis < shape.length; axis++) {
        print(
            dtype + " rows of " + x.shape() + " along " + axis,
            x.sum(axis),
            x.mean(axis),
            x.max(axis),
            x.softmax(axis),
            x.logSoftmax(axis),
            x.logSumExp(axis),
            x.cumsum(axis),
            x.norm(2, new int[] {axis}, false),
            x.variance(new int[] {axis}, 1, false));
      }
      print(dtype + " all of " + x.shape(), x.sum(), x.prod(), x.argmax(0));
    }
  }

  private void elements() {
    Tensor x = numbers(70_001);
    for (Unary op : Unary.values()) {
      if (op != Unary.NOT) {
        print(dtype + " " + op.label(), op.of(x));
      }
    }
    Tensor y = numbers(70_001);
    print(
        dtype + " two", x.plus(y), x.times(y), x.div(y), x.maximum(y), x.hypot(y), x.abs().pow(y));
    Tensor q = numbers(2, 4, 70, 32);
    print(dtype + " attention", Attention.scaledDotProduct(q, q.neg(), q.times(2), null, false));
  }

  /** Gradient descent on a network of three layers. */
  private void training() {
    Tensor[] p = {numbers(32, 1, 5, 5).times(0.2), numbers(200, 800).times(0.05), numbers(10, 200)};
    Tensor x = numbers(24, 1, 14, 14);
    Tensor classes = numbers(24, 10).argmax(1);
    for (int step = 0; step < 10; step++) {
      Tensor[] w = new Tensor[p.length];
      for (int i = 0; i < p.length; i++) {
        w[i] = p[i].detach().requiresGrad();
      }
      Tensor h = Pooling.of(2, 2).max(Convolution.DEFAULT.apply(x, w[0], null).relu());
      Tensor logits = h.flatten(1, -1).linear(w[1], null).tanh().linear(w[2], null);
      Gradients g = Losses.crossEntropy(logits, classes).backward();
      for (int i = 0; i < p.length; i++) {
        p[i] = w[i].detach().minus(g.get(w[i]).times(0.05));
      }
    }
    print(dtype + " training", p);
  }

  public static void main(String[] args) {
    for (DType dtype : new DType[] {DType.F32, DType.F64}) {
      DigestMain d = new DigestMain(Backends.get(args[0]), dtype);
      d.products();
      d.convolutions();
      d.rows();
      d.elements();
      d.training();
    }
  }
}
