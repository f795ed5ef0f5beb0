package io.cotangent.suite;

import io.cotangent.Autograd;
import io.cotangent.DType;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.op.Binary;
import io.cotangent.op.Convolution;
import io.cotangent.op.Pooling;
import io.cotangent.op.Unary;
import io.cotangent.random.Rng;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Runs every family of kernels over and over, and prints a digest of the bits of each: they must
 * not change while the VM goes from the interpreter to compiled code. The argument says how often.
 */
public final class Digests {
  private Digests() {}

  public static void main(String[] args) {
    int runs = Integer.parseInt(args[0]);
    for (DType dtype : new DType[] {DType.F32, DType.F64}) {
      families(dtype).forEach((name, f) -> digest(dtype + " " + name, f, runs));
    }
  }

  private static void digest(String name, Supplier<Tensor> f, int runs) {
    long first = 0;
    for (int i = 0; i < runs; i++) {
      long hash;
      try (Scope run = Scope.open("run")) {
        hash = hash(f.get());
      }
      if (i == 0) {
        first = hash;
      } else if (hash != first) {
        System.out.println(name + " changed in call " + i);
        return;
      }
    }
    System.out.println(name + " " + Long.toHexString(first));
  }

  /** Of all bits; NaN is one value. */
  private static long hash(Tensor x) {
    long h = 0;
    if (x.dtype() == DType.F32) {
      for (float v : x.toFloats()) {
        h = h * 0x9e3779b97f4a7c15L + Float.floatToIntBits(v);
      }
    } else {
      for (double v : x.toDoubles()) {
        h = h * 0x9e3779b97f4a7c15L + Double.doubleToLongBits(v);
      }
    }
    return h;
  }

  private static Map<String, Supplier<Tensor>> families(DType dtype) {
    Map<String, Supplier<Tensor>> f = new LinkedHashMap<>();
    Rng rng = new Rng(1);
    Tensor x = rng.normal(0, 2, 3, 77).to(dtype);
    Tensor y = rng.normal(0, 2, 3, 77).to(dtype);
    for (Unary op : Unary.values()) {
      if (op != Unary.NOT) {
        f.put(op.toString(), () -> op.of(x));
      }
    }
    for (Binary op : Binary.values()) {
      if (!op.isPredicate()) {
        f.put(op.toString(), () -> op.of(x, y));
      }
    }
    sums(f, rng, dtype);
    products(f, rng, dtype);
    windows(f, rng, dtype);
    f.put("normal", () -> new Rng(3).normal(0, 1, 50).to(dtype));
    f.put("uniform", () -> new Rng(3).uniform(0, 1, 50).to(dtype));
    return f;
  }

  private static void sums(Map<String, Supplier<Tensor>> f, Rng rng, DType dtype) {
    Tensor x = rng.normal(0, 1, 64, 84).to(dtype);
    Tensor row = rng.normal(0, 1, 1, 40_000).to(dtype);
    Tensor classes = Tensor.arange(64);
    f.put("sum", () -> x.sum());
    f.put("sum of a long row", () -> row.sum());
    f.put("sum of rows", () -> x.sum(1));
    f.put("sum of columns", () -> x.sum(0));
    f.put("sum of a strided tensor", () -> x.transpose(0, 1).sum(1));
    f.put("product", () -> x.prod(1));
    f.put("maximum", () -> x.max(1));
    f.put("minimum", () -> x.min(0));
    f.put("variance", () -> x.variance(0));
    f.put("norm", () -> x.norm(3));
    f.put("softmax", () -> x.softmax(1));
    f.put("softmax along the first axis", () -> x.softmax(0));
    f.put("logSoftmax", () -> x.logSoftmax(1));
    f.put("softmax gradient", () -> Autograd.grad(v -> v.softmax(1).square().sum(), x));
    f.put("logSoftmax gradient", () -> Autograd.grad(v -> v.logSoftmax(1).square().sum(), x));
    f.put("crossEntropy", () -> Losses.crossEntropy(x, classes));
    f.put("crossEntropy gradient", () -> Autograd.grad(v -> Losses.crossEntropy(v, classes), x));
    f.put("logSumExp", () -> x.logSumExp(1));
    f.put("cumsum", () -> x.cumsum(1));
  }

  private static void products(Map<String, Supplier<Tensor>> f, Rng rng, DType dtype) {
    int[][] sizes = {
      {3, 5, 7}, {2, 3, 300}, {9, 6, 70}, {10, 30, 784}, {13, 40, 33}, {40, 70, 150}, {9, 17, 2100}
    };
    for (int[] s : sizes) {
      Tensor a = rng.normal(0, 1, s[0], s[2]).to(dtype);
      Tensor b = rng.normal(0, 1, s[2], s[1]).to(dtype);
      Tensor at = a.transpose(0, 1).contiguous().transpose(0, 1);
      Tensor bt = b.transpose(0, 1).contiguous().transpose(0, 1);
      String name = "product " + s[0] + "x" + s[1] + "x" + s[2];
      f.put(name, () -> a.matmul(b));
      f.put(name + " of columns", () -> at.matmul(bt));
    }
    Tensor x = rng.normal(0, 1, 12, 90).to(dtype);
    Tensor w = rng.normal(0, 1, 50, 90).to(dtype);
    Tensor bias = rng.normal(0, 1, 50).to(dtype);
    f.put("linear", () -> x.linear(w, bias));
    f.put("inner product", () -> x.flatten().matmul(x.flatten()));
    Tensor batch = rng.normal(0, 1, 5, 9, 20).to(dtype);
    f.put("batch", () -> batch.matmul(batch.transpose(1, 2)));
  }

  private static void windows(Map<String, Supplier<Tensor>> f, Rng rng, DType dtype) {
    Tensor x = rng.normal(0, 1, 3, 4, 11, 11).to(dtype);
    Tensor w = rng.normal(0, 1, 6, 4, 3, 3).to(dtype);
    Convolution conv = Convolution.DEFAULT;
    f.put("convolution", () -> conv.apply(x, w, null));
    f.put("input gradient", () -> Autograd.grad(v -> conv.apply(v, w, null).square().sum(), x));
    f.put("weight gradient", () -> Autograd.grad(v -> conv.apply(x, v, null).square().sum(), w));
    Pooling pool = Pooling.of(2, 2);
    f.put("max pool", () -> pool.max(x));
    f.put("average pool", () -> pool.average(x));
    f.put("average pool gradient", () -> Autograd.grad(v -> pool.average(v).square().sum(), x));
  }
}
