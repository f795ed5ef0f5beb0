package io.cotangent.bench;

import io.cotangent.ArgumentException;
import io.cotangent.Autograd;
import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Gradients;
import io.cotangent.Scope;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Parameter;
import io.cotangent.nn.Parameters;
import io.cotangent.nn.Relu;
import io.cotangent.nn.Sequential;
import io.cotangent.nn.Sigmoid;
import io.cotangent.op.Convolution;
import io.cotangent.op.Normalization;
import io.cotangent.optim.Adam;
import io.cotangent.optim.Optimizer;
import io.cotangent.optim.Sgd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The workloads, on the public API alone. */
final class Workloads {
  static final List<String> NAMES =
      List.of("mlp", "nielsen", "overhead", "gemm", "adamstep", "elementwise", "conv");

  /** Calls to an operation on this shape and 1001 of them make one step of {@code overhead}. */
  static final int OVERHEAD_OPS = 1001;

  private static final int N16 = 1 << 24;

  private Workloads() {}

  /** The cases of a workload by name; a workload of one case uses its own name. */
  static Map<String, Work> open(String workload) {
    return switch (workload) {
      case "mlp" -> Map.of(workload, mlp());
      case "nielsen" -> Map.of(workload, nielsen());
      case "overhead" -> Map.of(workload, overhead());
      case "gemm" -> gemm();
      case "adamstep" -> Map.of(workload, adamStep());
      case "elementwise" -> elementwise();
      case "conv" -> conv();
      default ->
          throw new ArgumentException(
              "bench: no workload is named '"
                  + workload
                  + "'; there are "
                  + String.join(", ", NAMES));
    };
  }

  private static Tensor uniform(long seed, double low, double high, int... shape) {
    return Tensor.of(Generator.uniform(seed, Shape.of(shape).size(), low, high), shape);
  }

  private static Linear linear(int k, int in, int out) {
    return new Linear(
        Tensor.of(Generator.parameter(k, out * in, in), out, in),
        Tensor.of(Generator.parameter(k + 1, out, in), out));
  }

  private static Work training(Optimizer optimizer, Supplier<Tensor> loss) {
    return new Work() {
      @Override
      public void step() {
        try (Scope scope = Scope.open("step")) {
          optimizer.step(loss.get().backward());
        }
      }

      @Override
      public double loss() {
        try (Scope scope = Scope.open("loss")) {
          return Autograd.noGrad(loss).item();
        }
      }
    };
  }

  private static Work mlp() {
    Sequential m =
        new Sequential(
            linear(0, 784, 512), new Relu(), linear(2, 512, 512), new Relu(), linear(4, 512, 10));
    Tensor x = uniform(1, 0, 1, 128, 784);
    Tensor y = Tensor.of(Generator.ints(2, 128, 10), 128).to(DType.I64);
    return training(Adam.of(m).lr(1e-3).build(), () -> Losses.crossEntropy(m.apply(x), y));
  }

  private static Work nielsen() {
    Sequential m =
        new Sequential(linear(0, 784, 30), new Sigmoid(), linear(2, 30, 10), new Sigmoid());
    Tensor x = uniform(1, 0, 1, 10, 784);
    float[] onehot = new float[100];
    int[] classes = Generator.ints(2, 10, 10);
    for (int i = 0; i < 10; i++) {
      onehot[i * 10 + classes[i]] = 1;
    }
    Tensor y = Tensor.of(onehot, 10, 10);
    return training(
        Sgd.of(m).lr(0.5).build(), () -> m.apply(x).minus(y).square().sum().times(0.05));
  }

  private static Work overhead() {
    Tensor w = uniform(3, -1, 1, 4).requiresGrad();
    Tensor b = uniform(4, -1, 1, 4).requiresGrad();
    Tensor x0 = uniform(5, -1, 1, 4);
    Supplier<Tensor> f =
        () -> {
          Tensor x = x0;
          for (int i = 0; i < 333; i++) {
            x = x.times(w).plus(b).tanh();
          }
          return x.times(w).sum();
        };
    return new Work() {
      @Override
      public void step() {
        f.get().backward();
      }

      @Override
      public double loss() {
        return f.get().item();
      }
    };
  }

  private static Map<String, Work> gemm() {
    Map<String, Work> r = new LinkedHashMap<>();
    int[][] shapes = {
      {64, 64, 64},
      {128, 128, 128},
      {256, 256, 256},
      {512, 512, 512},
      {1024, 1024, 1024},
      {2048, 2048, 2048},
      {128, 784, 512},
      {768, 128, 512}
    };
    for (int[] s : shapes) {
      Tensor a = uniform(1, -1, 1, s[0], s[1]);
      Tensor b = uniform(2, -1, 1, s[1], s[2]);
      r.put(
          s[0] + "x" + s[1] + "x" + s[2],
          () -> {
            try (Scope scope = Scope.open("gemm")) {
              a.matmul(b);
            }
          });
    }
    return r;
  }

  private static Work adamStep() {
    List<Parameter> parameters = new ArrayList<>();
    Map<Parameter, Tensor> gradients = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      parameters.add(new Parameter(uniform(10 + i, -1, 1, 500_000)));
    }
    List<Tensor> given = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      given.add(uniform(50 + i, -1, 1, 500_000));
    }
    Optimizer adam = Adam.of(Parameters.of(parameters)).lr(1e-3).build();
    return () -> {
      gradients.clear();
      for (int i = 0; i < 20; i++) {
        gradients.put(parameters.get(i), given.get(i));
      }
      adam.step(Gradients.of(gradients));
    };
  }

  /** The forward pass alone, or with backward from a fixed cotangent. */
  private static void put(
      Map<String, Work> r, String name, boolean both, UnaryOperator<Tensor> f, Tensor x) {
    r.put(
        name,
        () -> {
          try (Scope scope = Scope.open(name)) {
            Tensor unused = f.apply(x);
          }
        });
    if (both) {
      Tensor g = x.onesLike().copy();
      r.put(
          name + "_fb",
          () -> {
            try (Scope scope = Scope.open(name)) {
              f.apply(x.requiresGrad()).backward(g);
            }
          });
    }
  }

  private static Map<String, Work> elementwise() {
    Map<String, Work> r = new LinkedHashMap<>();
    Tensor a = uniform(1, -1, 1, N16);
    Tensor b = uniform(2, -1, 1, N16);
    put(r, "add", false, x -> x.plus(b), a);
    put(r, "exp", false, Tensor::exp, a);
    put(r, "gelu", true, Tensor::gelu, a);
    put(r, "softmax", true, x -> x.softmax(-1), a.reshape(4096, 4096));
    put(r, "sum", false, Tensor::sum, a);
    Tensor w = uniform(4, -1, 1, 768);
    Tensor z = uniform(5, -1, 1, 768);
    int[] last = {768};
    put(
        r,
        "layernorm",
        true,
        x -> Normalization.layerNorm(x, last, w, z, 1e-5),
        uniform(3, -1, 1, 8192, 768));
    return r;
  }

  private static Map<String, Work> conv() {
    Map<String, Work> r = new LinkedHashMap<>();
    conv(r, "c32x26", new int[] {64, 32, 26, 26}, new int[] {64, 32, 3, 3}, 0);
    conv(r, "c64x32", new int[] {32, 64, 32, 32}, new int[] {64, 64, 3, 3}, 1);
    return r;
  }

  /** The convolution alone, or with both gradients. */
  private static void conv(Map<String, Work> r, String name, int[] xs, int[] ws, int padding) {
    Tensor x = uniform(1, -1, 1, xs);
    Tensor w = uniform(2, -1, 1, ws);
    Convolution conv = Convolution.DEFAULT.padding(padding);
    Tensor g = conv.apply(x, w, null).onesLike().copy();
    r.put(
        name,
        () -> {
          try (Scope scope = Scope.open(name)) {
            Tensor unused = conv.apply(x, w, null);
          }
        });
    r.put(
        name + "_fb",
        () -> {
          try (Scope scope = Scope.open(name)) {
            conv.apply(x.requiresGrad(), w.requiresGrad(), null).backward(g);
          }
        });
  }

  /** The backend's one line. */
  static String description() {
    return Backends.current().name() + ": " + Backends.current().description();
  }
}
