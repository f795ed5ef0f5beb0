package io.cotangent.conform;

import static io.cotangent.conform.Call.out;

import io.cotangent.Ints;
import io.cotangent.Tensor;
import io.cotangent.ValuesAndIndices;
import io.cotangent.nn.AdaptiveAvgPool1d;
import io.cotangent.nn.AdaptiveAvgPool2d;
import io.cotangent.nn.AdaptiveAvgPool3d;
import io.cotangent.nn.AdaptiveMaxPool1d;
import io.cotangent.nn.AdaptiveMaxPool2d;
import io.cotangent.nn.AdaptiveMaxPool3d;
import io.cotangent.nn.AvgPool1d;
import io.cotangent.nn.AvgPool2d;
import io.cotangent.nn.AvgPool3d;
import io.cotangent.nn.AvgPoolSettings;
import io.cotangent.nn.Conv1d;
import io.cotangent.nn.Conv2d;
import io.cotangent.nn.Conv3d;
import io.cotangent.nn.ConvSettings;
import io.cotangent.nn.ConvTranspose1d;
import io.cotangent.nn.ConvTranspose2d;
import io.cotangent.nn.ConvTranspose3d;
import io.cotangent.nn.Layer;
import io.cotangent.nn.LpPool1d;
import io.cotangent.nn.LpPool2d;
import io.cotangent.nn.LpPool3d;
import io.cotangent.nn.MaxPool1d;
import io.cotangent.nn.MaxPool2d;
import io.cotangent.nn.MaxPool3d;
import io.cotangent.op.Pooling;
import io.cotangent.random.Rng;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The families conv and pool, through the layers. */
final class Windows {
  private Windows() {}

  // ---- convolutions ----

  static Map<String, Call.Operator> conv() {
    Map<String, Call.Operator> m = new HashMap<>();
    for (int n = 1; n <= 3; n++) {
      int axes = n;
      m.put("conv" + n + "d", c -> layer(convolution(c, axes), c));
      m.put("conv_transpose" + n + "d", c -> layer(transposed(c, axes), c));
    }
    return m;
  }

  private static Map<String, Tensor> layer(Layer layer, Call c) {
    return out(CaseModule.with(layer, c, () -> layer.apply(c.x())));
  }

  private static Layer convolution(Call c, int axes) {
    int[] d = c.in("weight").shape().dims();
    int[] kernel = Arrays.copyOfRange(d, 2, d.length);
    int in = d[1] * c.attributes().integer("groups", 1);
    Rng rng = new Rng(1);
    return switch (axes) {
      case 1 -> new Conv1d(in, d[0], kernel[0], rng, s -> settings(c, s));
      case 2 -> new Conv2d(in, d[0], kernel, rng, s -> settings(c, s));
      default -> new Conv3d(in, d[0], kernel, rng, s -> settings(c, s));
    };
  }

  private static Layer transposed(Call c, int axes) {
    int[] d = c.in("weight").shape().dims();
    int[] kernel = Arrays.copyOfRange(d, 2, d.length);
    int out = d[1] * c.attributes().integer("groups", 1);
    Rng rng = new Rng(1);
    UnaryOperator<ConvSettings> s =
        t ->
            c.attributes().has("output_padding")
                ? settings(c, t).outputPadding(c.attributes().integers("output_padding"))
                : settings(c, t);
    return switch (axes) {
      case 1 -> new ConvTranspose1d(d[0], out, kernel[0], rng, s);
      case 2 -> new ConvTranspose2d(d[0], out, kernel, rng, s);
      default -> new ConvTranspose3d(d[0], out, kernel, rng, s);
    };
  }

  private static ConvSettings settings(Call c, ConvSettings usual) {
    Attributes a = c.attributes();
    ConvSettings s = usual.groups(a.integer("groups", 1)).bias(c.optional("bias") != null);
    s = a.has("stride") ? s.stride(a.integers("stride")) : s;
    s = a.has("dilation") ? s.dilation(a.integers("dilation")) : s;
    if (!a.has("padding")) {
      return s;
    }
    return switch (a.get("padding").toString()) {
      case "same" -> s.samePadding();
      case "valid" -> s;
      default -> s.padding(a.integers("padding"));
    };
  }

  // ---- pools ----

  static Map<String, Call.Operator> pool() {
    Map<String, Call.Operator> m = new HashMap<>();
    for (int n = 1; n <= 3; n++) {
      int axes = n;
      m.put("max_pool" + n + "d", c -> max(c, axes));
      m.put("avg_pool" + n + "d", c -> layer(average(c, axes), c));
      m.put("lp_pool" + n + "d", c -> layer(power(c, axes), c));
      m.put("adaptive_avg_pool" + n + "d", c -> layer(adaptiveAverage(c, axes), c));
      m.put("adaptive_max_pool" + n + "d", c -> adaptiveMax(c, axes));
    }
    return m;
  }

  private static Map<String, Tensor> indexed(Call c, ValuesAndIndices r) {
    return c.attributes().flag("return_indices")
        ? Map.of("out", r.values(), "indices", r.indices())
        : out(r.values());
  }

  private static int[] kernel(Call c, int axes) {
    return Ints.of(c.attributes().integers("kernel_size")).perAxis("kernel_size", axes).toArray();
  }

  private static Pooling windows(Call c, Pooling usual) {
    Attributes a = c.attributes();
    Pooling p = a.integers("stride").length > 0 ? usual.stride(a.integers("stride")) : usual;
    p = a.has("padding") ? p.padding(a.integers("padding")) : p;
    p = a.has("dilation") ? p.dilation(a.integers("dilation")) : p;
    return p.ceil(a.flag("ceil_mode"));
  }

  private static Map<String, Tensor> max(Call c, int axes) {
    int[] k = kernel(c, axes);
    return indexed(
        c,
        switch (axes) {
          case 1 -> new MaxPool1d(k[0], p -> windows(c, p)).withIndices(c.x());
          case 2 -> new MaxPool2d(k, p -> windows(c, p)).withIndices(c.x());
          default -> new MaxPool3d(k, p -> windows(c, p)).withIndices(c.x());
        });
  }

  private static AvgPoolSettings average(Call c, AvgPoolSettings usual) {
    AvgPoolSettings s =
        new AvgPoolSettings(
            windows(c, usual.pooling()), c.attributes().flag("count_include_pad", true), null);
    return c.attributes().has("divisor_override")
        ? s.divisor(c.attributes().number("divisor_override"))
        : s;
  }

  private static Layer average(Call c, int axes) {
    int[] k = kernel(c, axes);
    return switch (axes) {
      case 1 -> new AvgPool1d(k[0], a -> average(c, a));
      case 2 -> new AvgPool2d(k, a -> average(c, a));
      default -> new AvgPool3d(k, a -> average(c, a));
    };
  }

  private static Layer power(Call c, int axes) {
    int[] k = kernel(c, axes);
    double p = c.attributes().number("norm_type");
    return switch (axes) {
      case 1 -> new LpPool1d(p, k[0], w -> windows(c, w));
      case 2 -> new LpPool2d(p, k, w -> windows(c, w));
      default -> new LpPool3d(p, k, w -> windows(c, w));
    };
  }

  private static Layer adaptiveAverage(Call c, int axes) {
    int[] size = c.attributes().integers("output_size");
    return switch (axes) {
      case 1 -> new AdaptiveAvgPool1d(size[0]);
      case 2 -> new AdaptiveAvgPool2d(size);
      default -> new AdaptiveAvgPool3d(size);
    };
  }

  private static Map<String, Tensor> adaptiveMax(Call c, int axes) {
    int[] size = c.attributes().integers("output_size");
    return indexed(
        c,
        switch (axes) {
          case 1 -> new AdaptiveMaxPool1d(size[0]).withIndices(c.x());
          case 2 -> new AdaptiveMaxPool2d(size).withIndices(c.x());
          default -> new AdaptiveMaxPool3d(size).withIndices(c.x());
        });
  }
}
