package io.cotangent.conform;

import static io.cotangent.conform.Call.out;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.loss.Averaging;
import io.cotangent.loss.CrossEntropy;
import io.cotangent.loss.Ctc;
import io.cotangent.loss.Losses;
import io.cotangent.nn.MultiheadAttention;
import io.cotangent.nn.Recurrent;
import io.cotangent.nn.Transformer;
import io.cotangent.nn.Weights;
import io.cotangent.op.Attention;
import io.cotangent.op.Convolution;
import io.cotangent.op.GridSampling;
import io.cotangent.op.Lookup;
import io.cotangent.op.Normalization;
import io.cotangent.op.Pooling;
import io.cotangent.op.Recurrence;
import io.cotangent.op.Resampling;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The families conv, pool, norm, embedding, image, loss, rnn and attention. */
final class Networks {
  private Networks() {}

  private static Call.Operator with(Function<Call, Tensor> f) {
    return c -> out(f.apply(c));
  }

  // ---- convolutions and pools ----

  static Map<String, Call.Operator> conv() {
    Map<String, Call.Operator> m = new HashMap<>();
    for (int n = 1; n <= 3; n++) {
      m.put(
          "conv" + n + "d",
          with(c -> settings(c).apply(c.x(), c.in("weight"), c.optional("bias"))));
      m.put(
          "conv_transpose" + n + "d",
          with(
              c ->
                  settings(c)
                      .transposed(
                          c.x(),
                          c.in("weight"),
                          c.optional("bias"),
                          c.attributes().integers("output_padding"))));
    }
    return m;
  }

  private static Convolution settings(Call c) {
    Attributes a = c.attributes();
    Convolution s = Convolution.DEFAULT.groups(a.integer("groups", 1));
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

  static Map<String, Call.Operator> pool() {
    Map<String, Call.Operator> m = new HashMap<>();
    for (int n = 1; n <= 3; n++) {
      m.put("max_pool" + n + "d", c -> indexed(c, pooling(c).maxWithIndices(c.x())));
      m.put("avg_pool" + n + "d", with(Networks::average));
      m.put(
          "lp_pool" + n + "d", with(c -> pooling(c).lp(c.x(), c.attributes().number("norm_type"))));
      m.put(
          "adaptive_avg_pool" + n + "d",
          with(c -> Pooling.adaptiveAverage(c.x(), c.attributes().integers("output_size"))));
      m.put(
          "adaptive_max_pool" + n + "d",
          c -> indexed(c, Pooling.adaptiveMax(c.x(), c.attributes().integers("output_size"))));
    }
    return m;
  }

  private static Map<String, Tensor> indexed(Call c, io.cotangent.ValuesAndIndices r) {
    return c.attributes().flag("return_indices")
        ? Map.of("out", r.values(), "indices", r.indices())
        : out(r.values());
  }

  private static Tensor average(Call c) {
    return c.attributes().has("divisor_override")
        ? pooling(c).average(c.x(), c.attributes().number("divisor_override"))
        : pooling(c).average(c.x(), c.attributes().flag("count_include_pad", true));
  }

  private static Pooling pooling(Call c) {
    Attributes a = c.attributes();
    Pooling p = Pooling.of(a.integers("kernel_size"));
    p = a.integers("stride").length > 0 ? p.stride(a.integers("stride")) : p;
    p = a.has("padding") ? p.padding(a.integers("padding")) : p;
    p = a.has("dilation") ? p.dilation(a.integers("dilation")) : p;
    return p.ceil(a.flag("ceil_mode"));
  }

  // ---- normalization ----

  static Map<String, Call.Operator> norm() {
    Map<String, Call.Operator> m = new HashMap<>();
    m.put("batch_norm", Networks::batchNorm);
    m.put(
        "group_norm",
        with(
            c ->
                Normalization.groupNorm(
                    c.x(),
                    c.attributes().integer("num_groups"),
                    c.optional("weight"),
                    c.optional("bias"),
                    c.attributes().number("eps"))));
    m.put(
        "instance_norm",
        with(
            c ->
                Normalization.instanceNorm(
                    c.x(),
                    c.optional("weight"),
                    c.optional("bias"),
                    c.attributes().number("eps"))));
    m.put(
        "layer_norm",
        with(
            c ->
                Normalization.layerNorm(
                    c.x(),
                    c.attributes().integers("normalized_shape"),
                    c.optional("weight"),
                    c.optional("bias"),
                    c.attributes().number("eps"))));
    m.put(
        "local_response_norm",
        with(
            c ->
                Normalization.localResponseNorm(
                    c.x(),
                    c.attributes().integer("size"),
                    c.attributes().number("alpha"),
                    c.attributes().number("beta"),
                    c.attributes().number("k"))));
    m.put(
        "rms_norm",
        with(
            c -> {
              int[] dims = c.x().shape().dims();
              int n = c.attributes().integer("normalized_dims");
              int[] last = Arrays.copyOfRange(dims, dims.length - n, dims.length);
              return Normalization.rmsNorm(
                  c.x(), last, c.optional("weight"), c.attributes().number("eps"));
            }));
    m.put("weight_norm", with(c -> Normalization.weightNorm(c.in("v"), c.in("g"))));
    return m;
  }

  private static Map<String, Tensor> batchNorm(Call c) {
    double epsilon = c.attributes().number("eps");
    Tensor mean = c.optional("running_mean");
    Tensor variance = c.optional("running_var");
    Tensor weight = c.optional("weight");
    Tensor bias = c.optional("bias");
    if (!c.attributes().flag("training") && mean != null && variance != null) {
      return out(Normalization.batchNorm(c.x(), mean, variance, weight, bias, epsilon));
    }
    Normalization.BatchStatistics s = Normalization.batchNorm(c.x(), weight, bias, epsilon);
    if (mean == null || variance == null) {
      return out(s.output());
    }
    double momentum = c.attributes().number("momentum");
    return Map.of(
        "out",
        s.output(),
        "new_running_mean",
        s.runningMean(mean, momentum),
        "new_running_var",
        s.runningVariance(variance, momentum));
  }

  // ---- embeddings and images ----

  static Map<String, Call.Operator> embedding() {
    Map<String, Call.Operator> m = new HashMap<>();
    m.put(
        "embedding",
        with(
            c -> {
              Tensor rows = Lookup.embedding(c.in("index"), c.in("weight"), padding(c));
              boolean tied = c.attributes().text("note", "").contains("@ weight^T");
              return tied ? rows.matmul(c.in("weight").transpose(0, 1)) : rows;
            }));
    m.put(
        "embedding_bag",
        with(
            c -> {
              String name = c.attributes().text("mode", "mean").toUpperCase(Locale.ROOT);
              Lookup.BagMode mode = Lookup.BagMode.valueOf(name);
              Tensor weights = c.optional("per_sample_weights");
              if (!c.attributes().has("offsets")) {
                return Lookup.bag(c.in("index"), c.in("weight"), mode, weights, padding(c));
              }
              long[] offsets =
                  Arrays.stream(c.attributes().integers("offsets")).mapToLong(v -> v).toArray();
              return Lookup.bag(c.in("index"), offsets, c.in("weight"), mode, weights, padding(c));
            }));
    return m;
  }

  private static @Nullable Integer padding(Call c) {
    return c.attributes().has("padding_idx") ? c.attributes().integer("padding_idx") : null;
  }

  static Map<String, Call.Operator> image() {
    Map<String, Call.Operator> m = new HashMap<>();
    m.put(
        "affine_grid",
        with(
            c ->
                GridSampling.affineGrid(
                    c.in("theta"),
                    c.attributes().flag("align_corners"),
                    c.attributes().integers("size"))));
    m.put(
        "grid_sample",
        with(
            c ->
                GridSampling.gridSample(
                    c.x(),
                    c.in("grid"),
                    mode(c.attributes().text("mode", "bilinear")),
                    GridSampling.Outside.valueOf(
                        c.attributes().text("padding_mode", "zeros").toUpperCase(Locale.ROOT)),
                    c.attributes().flag("align_corners"))));
    m.put("interpolate", with(Networks::interpolate));
    m.put(
        "pixel_shuffle",
        with(c -> Resampling.pixelShuffle(c.x(), c.attributes().integer("upscale_factor"))));
    m.put(
        "pixel_unshuffle",
        with(c -> Resampling.pixelUnshuffle(c.x(), c.attributes().integer("downscale_factor"))));
    m.put(
        "channel_shuffle",
        with(c -> Resampling.channelShuffle(c.x(), c.attributes().integer("groups"))));
    m.put("im2col", with(c -> settings(c).columns(c.x(), c.attributes().integers("kernel_size"))));
    m.put(
        "col2im",
        with(
            c ->
                settings(c)
                    .sumOfColumns(
                        c.x(),
                        c.attributes().integers("kernel_size"),
                        c.attributes().integers("output_size"))));
    return m;
  }

  private static Resampling.Mode mode(String name) {
    return switch (name) {
      case "nearest" -> Resampling.Mode.NEAREST;
      case "nearest-exact" -> Resampling.Mode.NEAREST_EXACT;
      case "linear", "bilinear", "trilinear" -> Resampling.Mode.LINEAR;
      case "bicubic" -> Resampling.Mode.CUBIC;
      case "area" -> Resampling.Mode.AREA;
      default -> throw new io.cotangent.io.DataFormatException("mode " + name + " is unknown");
    };
  }

  private static Tensor interpolate(Call c) {
    Resampling.Mode mode = mode(c.attributes().text("mode"));
    boolean align = c.attributes().flag("align_corners");
    return c.attributes().has("size")
        ? Resampling.interpolate(c.x(), mode, align, c.attributes().integers("size"))
        : Resampling.scale(c.x(), mode, align, c.attributes().numbers("scale_factor"));
  }

  // ---- losses ----

  private static Averaging averaging(Call c) {
    return switch (c.attributes().text("reduction", "mean")) {
      case "none" -> Averaging.NONE;
      case "sum" -> Averaging.SUM;
      case "batchmean" -> Averaging.BATCH_MEAN;
      default -> Averaging.MEAN;
    };
  }

  private static double n(Call c, String name) {
    return c.attributes().number(name);
  }

  private static @Nullable Long ignored(Call c) {
    return c.attributes().has("ignore_index")
        ? (Long) (long) c.attributes().integer("ignore_index")
        : null;
  }

  static Map<String, Call.Operator> loss() {
    Map<String, Call.Operator> m = new HashMap<>();
    m.put("mse", with(c -> Losses.mse(c.x(), c.in("target"), averaging(c))));
    m.put("l1", with(c -> Losses.l1(c.x(), c.in("target"), averaging(c))));
    m.put(
        "smooth_l1", with(c -> Losses.smoothL1(c.x(), c.in("target"), n(c, "beta"), averaging(c))));
    m.put("huber", with(c -> Losses.huber(c.x(), c.in("target"), n(c, "delta"), averaging(c))));
    m.put(
        "gaussian_nll",
        with(
            c ->
                Losses.gaussianNll(
                    c.x(),
                    c.in("target"),
                    c.in("var"),
                    c.attributes().flag("full"),
                    n(c, "eps"),
                    averaging(c))));
    m.put(
        "poisson_nll",
        with(
            c ->
                Losses.poissonNll(
                    c.x(),
                    c.in("target"),
                    c.attributes().flag("log_input"),
                    c.attributes().flag("full"),
                    n(c, "eps"),
                    averaging(c))));
    m.put(
        "cross_entropy",
        with(
            c ->
                new CrossEntropy(
                        c.optional("weight"),
                        c.attributes().number("label_smoothing", 0),
                        ignored(c),
                        averaging(c))
                    .of(c.x(), c.in("target"))));
    m.put(
        "nll",
        with(
            c ->
                Losses.nll(c.x(), c.in("target"), c.optional("weight"), ignored(c), averaging(c))));
    m.put("bce", with(c -> Losses.bce(c.x(), c.in("target"), c.optional("weight"), averaging(c))));
    m.put(
        "bce_with_logits",
        with(
            c ->
                Losses.bceWithLogits(
                    c.x(),
                    c.in("target"),
                    c.optional("weight"),
                    c.optional("pos_weight"),
                    averaging(c))));
    m.put(
        "kl_div",
        with(
            c ->
                Losses.klDiv(
                    c.x(), c.in("target"), c.attributes().flag("log_target"), averaging(c))));
    m.put("soft_margin", with(c -> Losses.softMargin(c.x(), c.in("target"), averaging(c))));
    m.put(
        "multilabel_soft_margin",
        with(
            c ->
                Losses.multilabelSoftMargin(
                    c.x(), c.in("target"), c.optional("weight"), averaging(c))));
    m.put(
        "multi_margin",
        with(
            c ->
                Losses.multiMargin(
                    c.x(),
                    c.in("target"),
                    c.attributes().integer("p", 1),
                    n(c, "margin"),
                    c.optional("weight"),
                    averaging(c))));
    m.put(
        "hinge_embedding",
        with(c -> Losses.hingeEmbedding(c.x(), c.in("target"), n(c, "margin"), averaging(c))));
    m.put(
        "margin_ranking",
        with(
            c ->
                Losses.marginRanking(
                    c.in("x1"), c.in("x2"), c.in("target"), n(c, "margin"), averaging(c))));
    m.put(
        "cosine_embedding",
        with(
            c ->
                Losses.cosineEmbedding(
                    c.in("x1"), c.in("x2"), c.in("target"), n(c, "margin"), averaging(c))));
    m.put(
        "triplet_margin",
        with(
            c ->
                Losses.tripletMargin(
                    c.in("anchor"),
                    c.in("positive"),
                    c.in("negative"),
                    n(c, "margin"),
                    n(c, "p"),
                    n(c, "eps"),
                    c.attributes().flag("swap"),
                    averaging(c))));
    m.put(
        "pairwise_distance",
        with(c -> c.in("a").pairwiseDistance(c.in("b"), n(c, "p"), n(c, "eps"), c.keepDims())));
    m.put(
        "ctc",
        with(
            c ->
                new Ctc(
                        c.attributes().integer("blank", 0),
                        c.attributes().flag("zero_infinity"),
                        averaging(c))
                    .of(
                        c.x().logSoftmax(-1),
                        c.in("target"),
                        c.longs("input_lengths"),
                        c.longs("target_lengths"))));
    return m;
  }

  // ---- recurrent ----

  static Map<String, Call.Operator> rnn() {
    Map<String, Call.Operator> m = new HashMap<>();
    for (String name : new String[] {"rnn", "lstm", "gru"}) {
      m.put(name, c -> recurrent(c, kind(name, c)));
      m.put(
          name + "_cell",
          c -> {
            Recurrence.State s =
                Recurrence.step(
                    kind(name, c).cell(),
                    c.x(),
                    cellState(c, name.equals("lstm")),
                    Recurrent.weights(c.inputs()::get, ""));
            Map<String, Tensor> r = new LinkedHashMap<>();
            r.put("h1", s.h());
            Tensor memory = s.c();
            if (memory != null) {
              r.put("c1", memory);
            }
            return r;
          });
    }
    return m;
  }

  /** The state before a cell's step, of zeros where it is not given. */
  private static Recurrence.State cellState(Call c, boolean memory) {
    Tensor h = c.optional("h0");
    if (h == null) {
      Tensor weight = c.in("weight_hh");
      Shape shape = Shape.of(c.x().dim(0), weight.dim(1));
      h = Tensor.zeros(weight.backend(), weight.dtype(), shape);
    }
    Tensor m = c.optional("c0");
    return new Recurrence.State(h, memory && m == null ? h.detach().zerosLike() : m);
  }

  private static Recurrent.Kind kind(String name, Call c) {
    return switch (name) {
      case "lstm" -> Recurrent.Kind.LSTM;
      case "gru" -> Recurrent.Kind.GRU;
      default ->
          c.attributes().text("nonlinearity", "tanh").equals("relu")
              ? Recurrent.Kind.RELU
              : Recurrent.Kind.TANH;
    };
  }

  private static Map<String, Tensor> recurrent(Call c, Recurrent.Kind kind) {
    boolean first = c.attributes().flag("batch_first");
    Tensor x = first ? c.x().transpose(0, 1) : c.x();
    Recurrent.Result r =
        Recurrent.run(
            kind,
            c.inputs()::get,
            c.attributes().integer("num_layers", 1),
            c.attributes().flag("bidirectional"),
            x,
            c.optional("h0"),
            c.optional("c0"),
            c.optional("lengths"));
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("out", first ? r.output().transpose(0, 1) : r.output());
    all.put("hn", r.h());
    Tensor memory = r.c();
    if (memory != null) {
      all.put("cn", memory);
    }
    return all;
  }

  // ---- attention ----

  /** The mask of a case, whose truth values say what is kept, as one that says what is barred. */
  private static @Nullable Tensor barred(Call c) {
    Tensor mask = c.optional("mask");
    return mask == null || mask.dtype() != DType.BOOL ? mask : mask.not();
  }

  static Map<String, Call.Operator> attention() {
    Map<String, Call.Operator> m = new HashMap<>();
    m.put(
        "scaled_dot_product_attention",
        with(c -> Attention.scaledDotProduct(c.in("q"), c.in("k"), c.in("v"), barred(c)).output()));
    m.put("multihead_attention", Networks::multihead);
    m.put(
        "transformer_encoder_layer",
        with(
            c ->
                placed(
                    c,
                    x ->
                        Transformer.encoderLayer(
                            weights(c),
                            settingsOf(c),
                            x,
                            c.optional("src_mask"),
                            c.optional("key_padding_mask")))));
    m.put(
        "transformer_encoder",
        with(
            c ->
                placed(
                    c,
                    x ->
                        Transformer.encoder(
                            weights(c),
                            settingsOf(c),
                            c.attributes().integer("num_layers"),
                            x,
                            c.optional("src_mask"),
                            c.optional("key_padding_mask")))));
    m.put(
        "transformer_decoder_layer",
        with(
            c ->
                placed(
                    c,
                    x ->
                        Transformer.decoderLayer(
                            weights(c),
                            settingsOf(c),
                            x,
                            batchFirst(c, c.in("memory")),
                            c.optional("tgt_mask"),
                            c.optional("memory_mask"),
                            c.optional("tgt_key_padding_mask"),
                            c.optional("memory_key_padding_mask")))));
    return m;
  }

  private static Weights weights(Call c) {
    return c.inputs()::get;
  }

  private static Transformer.Settings settingsOf(Call c) {
    Attributes a = c.attributes();
    return new Transformer.Settings(
        a.integer("d_model"),
        a.integer("num_heads"),
        a.integer("dim_feedforward"),
        a.text("activation").equals("gelu") ? Tensor::gelu : Tensor::relu,
        a.flag("norm_first"),
        a.number("layer_norm_eps"));
  }

  private static Tensor batchFirst(Call c, Tensor x) {
    return c.attributes().flag("batch_first") ? x : x.transpose(0, 1);
  }

  /** Applies a layer on [N, T, E] to the input, and puts the axes back. */
  private static Tensor placed(Call c, java.util.function.UnaryOperator<Tensor> layer) {
    return batchFirst(c, layer.apply(batchFirst(c, c.x())));
  }

  private static Map<String, Tensor> multihead(Call c) {
    Tensor query = batchFirst(c, c.in("query"));
    boolean self = c.attributes().flag("self_attention");
    Tensor key = self ? query : batchFirst(c, c.in("key"));
    Tensor value = self ? query : batchFirst(c, c.in("value"));
    Attention.Result r =
        MultiheadAttention.attend(
            weights(c),
            c.attributes().integer("num_heads"),
            query,
            key,
            value,
            c.optional("attn_mask"),
            c.optional("key_padding_mask"));
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("out", batchFirst(c, r.output()));
    if (c.attributes().flag("need_weights", true)) {
      all.put(
          "weights",
          c.attributes().flag("average_weights", true) ? r.weights().mean(1) : r.weights());
    }
    return all;
  }
}
