package io.cotangent.conform;

import io.cotangent.ArgumentException;
import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.op.Convolution;
import io.cotangent.op.Normalization;
import io.cotangent.op.Pooling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The functions of {@link Formula}: on tensors, numbers (Double) and lists. */
final class Functions {
  private static final Map<String, UnaryOperator<Tensor>> UNARY = new HashMap<>();
  private static final Map<String, BinaryOperator<Tensor>> BINARY = new HashMap<>();
  private static final Map<String, Function> OTHERS = new HashMap<>();

  /** Of arguments and options by name. */
  private interface Function {
    Tensor apply(Arguments a);
  }

  private record Arguments(List<Object> list, Map<String, Object> options) {
    Tensor tensor(int i) {
      return Functions.tensor(list.get(i));
    }

    @Nullable Tensor tensorOrNull(int i) {
      return i < list.size() ? tensor(i) : null;
    }

    boolean has(int i, String name) {
      return i < list.size() || options.containsKey(name);
    }

    Object get(int i, String name) {
      return java.util.Objects.requireNonNull(i < list.size() ? list.get(i) : options.get(name));
    }

    int[] integers(int i, String name, int... otherwise) {
      return has(i, name) ? Formula.integers(get(i, name)) : otherwise;
    }

    int integer(int i, String name, int otherwise) {
      return has(i, name) ? (int) (double) (Double) get(i, name) : otherwise;
    }

    double number(int i, String name, double otherwise) {
      return has(i, name) ? (Double) get(i, name) : otherwise;
    }

    /** The axes given, none for all. */
    int[] axes() {
      return has(1, "dim") ? integers(1, "dim") : integers(1, "axis");
    }

    boolean keepDims() {
      return options.containsKey("keepdim");
    }
  }

  private Functions() {}

  static {
    Map<String, Call.Operator> rows = Elementwise.unary();
    rows.forEach(
        (name, f) ->
            UNARY.put(
                name,
                x ->
                    java.util.Objects.requireNonNull(
                        f.apply(new Call(Map.of("x", x), Attributes.NONE, x.dtype())).get("out"))));
    UNARY.put("gelu", Tensor::gelu);
    UNARY.put("softplus", Tensor::softplus);
    UNARY.put("copy", Tensor::copy);
    UNARY.put("clone", Tensor::copy);
    UNARY.put("stop_gradient", Tensor::detach);
    UNARY.put("detach", Tensor::detach);
    UNARY.put("cube", x -> x.pow(3));
    UNARY.put("transpose", x -> x.transpose(-1, -2));
    UNARY.put("trace", Tensor::trace);
    BINARY.put("outer", Tensor::outer);
    BINARY.put("dot", (a, b) -> a.times(b).sum());
    BINARY.put("matmul", Tensor::matmul);
    BINARY.put("maximum", Tensor::maximum);
    BINARY.put("minimum", Tensor::minimum);
    BINARY.put("atan2", Tensor::atan2);
    BINARY.put("hypot", Tensor::hypot);
    BINARY.put("logaddexp", Tensor::logaddexp);
    BINARY.put("mse", Losses::mse);
    BINARY.put("mse_loss", Losses::mse);
    OTHERS.put("sum", a -> a.tensor(0).sum(a.axes(), a.keepDims()));
    OTHERS.put("mean", a -> a.tensor(0).mean(a.axes(), a.keepDims()));
    OTHERS.put("prod", a -> a.tensor(0).prod(a.axes(), a.keepDims()));
    OTHERS.put("max", a -> a.tensor(0).max(a.axes(), a.keepDims()));
    OTHERS.put("min", a -> a.tensor(0).min(a.axes(), a.keepDims()));
    OTHERS.put("amax", a -> a.tensor(0).max(a.axes(), a.keepDims()));
    OTHERS.put("amin", a -> a.tensor(0).min(a.axes(), a.keepDims()));
    OTHERS.put("var", a -> a.tensor(0).variance(a.axes(), 1, a.keepDims()));
    OTHERS.put("std", a -> a.tensor(0).std(a.axes(), 1, a.keepDims()));
    OTHERS.put("norm", a -> a.tensor(0).norm(2, a.axes(), a.keepDims()));
    OTHERS.put("logsumexp", a -> a.tensor(0).logSumExp(a.axes(), a.keepDims()));
    OTHERS.put("softmax", a -> a.tensor(0).softmax(a.integer(1, "dim", -1)));
    OTHERS.put("log_softmax", a -> a.tensor(0).logSoftmax(a.integer(1, "dim", -1)));
    OTHERS.put("cumsum", a -> a.tensor(0).cumsum(a.integer(1, "dim", 0)));
    OTHERS.put("cumprod", a -> a.tensor(0).cumprod(a.integer(1, "dim", 0)));
    OTHERS.put("reshape", a -> a.tensor(0).reshape(a.integers(1, "shape")));
    OTHERS.put("permute", a -> a.tensor(0).permute(a.integers(1, "dims")));
    OTHERS.put("flatten", a -> a.tensor(0).flatten(a.integer(1, "start_dim", 1), -1));
    OTHERS.put("concat", Functions::concat);
    OTHERS.put("cat", Functions::concat);
    OTHERS.put("stack", a -> Formula.listed((List<?>) a.list().get(0), DType.F64));
    OTHERS.put("where", a -> a.tensor(0).where(a.tensor(1), a.tensor(2)));
    OTHERS.put(
        "clamp",
        a ->
            a.tensor(0)
                .clamp(
                    a.number(1, "min", Double.NEGATIVE_INFINITY),
                    a.number(2, "max", Double.POSITIVE_INFINITY)));
    OTHERS.put("pow", a -> tensor(pow(a.list().get(0), a.list().get(1))));
    OTHERS.put("linear", a -> a.tensor(0).linear(a.tensor(1), a.tensorOrNull(2)));
    for (int n = 1; n <= 3; n++) {
      OTHERS.put("conv" + n + "d", Functions::conv);
      int axes = n;
      OTHERS.put("max_pool" + n + "d", a -> pool(a, axes).max(a.tensor(0)));
      OTHERS.put("avg_pool" + n + "d", a -> pool(a, axes).average(a.tensor(0)));
    }
    OTHERS.put(
        "layer_norm",
        a ->
            Normalization.layerNorm(
                a.tensor(0),
                a.integers(1, "normalized_shape"),
                a.tensorOrNull(2),
                a.tensorOrNull(3),
                a.number(4, "eps", 1e-5)));
    OTHERS.put(
        "cross_entropy",
        a -> {
          Object target = a.list().get(1);
          Tensor t = target instanceof List<?> l ? Formula.listed(l, DType.I64) : tensor(target);
          return Losses.crossEntropy(a.tensor(0), t);
        });
  }

  private static Tensor concat(Arguments a) {
    Tensor[] parts =
        ((List<?>) a.list().get(0)).stream().map(Functions::tensor).toArray(Tensor[]::new);
    return Tensor.concat(a.integer(1, "dim", 0), parts);
  }

  private static Tensor conv(Arguments a) {
    Convolution c =
        Convolution.DEFAULT
            .stride(a.integers(9, "stride", 1))
            .dilation(a.integers(9, "dilation", 1))
            .padding(a.integers(9, "padding", 0))
            .groups(a.integer(9, "groups", 1));
    return c.apply(a.tensor(0), a.tensor(1), a.tensorOrNull(2));
  }

  private static Pooling pool(Arguments a, int axes) {
    int[] given = a.integers(1, "kernel_size");
    int[] kernel = new int[axes];
    java.util.Arrays.setAll(kernel, i -> given[given.length == 1 ? 0 : i]);
    Pooling p = Pooling.of(kernel);
    return a.has(2, "stride") ? p.stride(a.integers(2, "stride")) : p;
  }

  static Tensor call(String name, List<Object> arguments, Map<String, Object> options) {
    UnaryOperator<Tensor> one = UNARY.get(name);
    BinaryOperator<Tensor> two = BINARY.get(name);
    Function other = OTHERS.get(name);
    boolean numbers = arguments.size() == 2 && tensor(arguments.get(0)).rank() == 0;
    if (numbers && (name.equals("max") || name.equals("min"))) {
      return call(name + "imum", arguments, options);
    }
    if (one != null && arguments.size() == 1) {
      return one.apply(tensor(arguments.get(0)));
    } else if (two != null && arguments.size() == 2) {
      return two.apply(tensor(arguments.get(0)), tensor(arguments.get(1)));
    } else if (other != null) {
      return other.apply(new Arguments(arguments, options));
    }
    throw new ArgumentException(
        "formula: no function " + name + " of " + arguments.size() + " arguments");
  }

  // ---- arithmetic of numbers and tensors ----

  static Tensor tensor(Object v) {
    if (v instanceof Tensor t) {
      return t;
    } else if (v instanceof List<?> l) {
      return Formula.listed(l, DType.F64);
    }
    return Tensor.full(Backends.current(), DType.F64, (Double) v, Shape.SCALAR);
  }

  static Object plus(Object a, Object b) {
    if (a instanceof Double x && b instanceof Double y) {
      return x + y;
    } else if (b instanceof Double y) {
      return tensor(a).plus(y);
    }
    return a instanceof Double x ? tensor(b).plus(x) : tensor(a).plus(tensor(b));
  }

  static Object times(Object a, Object b) {
    if (a instanceof Double x && b instanceof Double y) {
      return x * y;
    } else if (b instanceof Double y) {
      return tensor(a).times(y);
    }
    return a instanceof Double x ? tensor(b).times(x) : tensor(a).times(tensor(b));
  }

  static Object div(Object a, Object b) {
    if (a instanceof Double x && b instanceof Double y) {
      return x / y;
    } else if (b instanceof Double y) {
      return tensor(a).div(y);
    }
    return a instanceof Double x ? tensor(b).reciprocal().times(x) : tensor(a).div(tensor(b));
  }

  static Object pow(Object a, Object b) {
    if (a instanceof Double x && b instanceof Double y) {
      return StrictMath.pow(x, y);
    } else if (b instanceof Double y) {
      return tensor(a).pow(y);
    }
    return a instanceof Double x ? Tensor.pow(x, tensor(b)) : tensor(a).pow(tensor(b));
  }
}
