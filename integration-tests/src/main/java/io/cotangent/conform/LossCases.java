package io.cotangent.conform;

import static io.cotangent.conform.Call.out;

import io.cotangent.Tensor;
import io.cotangent.loss.Averaging;
import io.cotangent.loss.CrossEntropy;
import io.cotangent.loss.Ctc;
import io.cotangent.loss.Losses;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The family loss. */
final class LossCases {
  private LossCases() {}

  private static Call.Operator with(Function<Call, Tensor> f) {
    return c -> out(f.apply(c));
  }

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
}
