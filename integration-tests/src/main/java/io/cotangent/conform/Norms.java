package io.cotangent.conform;

import static io.cotangent.conform.Call.out;

import io.cotangent.Tensor;
import io.cotangent.nn.BatchNorm1d;
import io.cotangent.nn.BatchNorm2d;
import io.cotangent.nn.BatchNorm3d;
import io.cotangent.nn.BatchNormSettings;
import io.cotangent.nn.GroupNorm;
import io.cotangent.nn.InstanceNorm1d;
import io.cotangent.nn.InstanceNorm2d;
import io.cotangent.nn.InstanceNorm3d;
import io.cotangent.nn.Layer;
import io.cotangent.nn.LayerNorm;
import io.cotangent.nn.LocalResponseNorm;
import io.cotangent.nn.NormSettings;
import io.cotangent.nn.RmsNorm;
import io.cotangent.op.Normalization;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The family norm, through the layers. */
final class Norms {
  private Norms() {}

  static Map<String, Call.Operator> norm() {
    Map<String, Call.Operator> m = new HashMap<>();
    m.put("batch_norm", Norms::batchNorm);
    m.put("instance_norm", layer(Norms::instance));
    m.put(
        "group_norm",
        layer(
            c ->
                new GroupNorm(
                    c.attributes().integer("num_groups"), c.x().dim(1), s -> settings(c, s))));
    m.put(
        "layer_norm",
        layer(
            c -> new LayerNorm(c.attributes().integers("normalized_shape"), s -> settings(c, s))));
    m.put("rms_norm", layer(Norms::rms));
    m.put(
        "local_response_norm",
        layer(
            c ->
                new LocalResponseNorm(
                    c.attributes().integer("size"),
                    c.attributes().number("alpha"),
                    c.attributes().number("beta"),
                    c.attributes().number("k"))));
    m.put("weight_norm", c -> out(Normalization.weightNorm(c.in("v"), c.in("g"))));
    return m;
  }

  private static Call.Operator layer(Function<Call, Layer> of) {
    return c -> {
      Layer layer = of.apply(c);
      return out(CaseModule.with(layer, c, () -> layer.apply(c.x())));
    };
  }

  private static boolean affine(Call c) {
    return c.optional("weight") != null || c.optional("bias") != null;
  }

  private static NormSettings settings(Call c, NormSettings usual) {
    return usual
        .eps(c.attributes().number("eps"))
        .affine(affine(c))
        .bias(c.optional("bias") != null);
  }

  private static Layer rms(Call c) {
    int[] dims = c.x().shape().dims();
    int n = c.attributes().integer("normalized_dims");
    int[] last = Arrays.copyOfRange(dims, dims.length - n, dims.length);
    return new RmsNorm(last, s -> settings(c, s));
  }

  private static Layer instance(Call c) {
    int channels = c.x().dim(1);
    return switch (c.x().rank()) {
      case 3 -> new InstanceNorm1d(channels, s -> plain(c, s));
      case 4 -> new InstanceNorm2d(channels, s -> plain(c, s));
      default -> new InstanceNorm3d(channels, s -> plain(c, s));
    };
  }

  private static BatchNormSettings plain(Call c, BatchNormSettings usual) {
    return usual.eps(c.attributes().number("eps")).affine(affine(c));
  }

  private static Map<String, Tensor> batchNorm(Call c) {
    Attributes a = c.attributes();
    boolean tracks = c.optional("running_mean") != null && c.optional("running_var") != null;
    int channels = c.x().dim(1);
    BatchNormSettings settings =
        plain(c, new BatchNormSettings(1e-5, 0.1, true, true)).trackRunningStats(tracks);
    BatchNormSettings s = a.has("momentum") ? settings.momentum(a.number("momentum")) : settings;
    Layer layer =
        switch (c.x().rank()) {
          case 2, 3 -> new BatchNorm1d(channels, any -> s);
          case 4 -> new BatchNorm2d(channels, any -> s);
          default -> new BatchNorm3d(channels, any -> s);
        };
    if (!a.flag("training")) {
      layer.eval();
    }
    Tensor y = CaseModule.with(layer, c, () -> layer.apply(c.x()));
    if (layer.isTraining() && tracks) {
      Map<String, Tensor> state = layer.stateDict();
      Map<String, Tensor> all = new LinkedHashMap<>(out(y));
      all.put("new_running_mean", state.get("running_mean"));
      all.put("new_running_var", state.get("running_var"));
      return all;
    }
    return out(y);
  }
}
