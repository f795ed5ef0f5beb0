package io.cotangent.conform;

import static io.cotangent.conform.Call.out;

import io.cotangent.Tensor;
import io.cotangent.loss.Averaging;
import io.cotangent.loss.BceLoss;
import io.cotangent.loss.BceWithLogitsLoss;
import io.cotangent.loss.CosineEmbeddingLoss;
import io.cotangent.loss.CrossEntropyLoss;
import io.cotangent.loss.CtcLoss;
import io.cotangent.loss.GaussianNllLoss;
import io.cotangent.loss.HingeEmbeddingLoss;
import io.cotangent.loss.HuberLoss;
import io.cotangent.loss.KlDivLoss;
import io.cotangent.loss.L1Loss;
import io.cotangent.loss.Loss;
import io.cotangent.loss.MarginRankingLoss;
import io.cotangent.loss.MseLoss;
import io.cotangent.loss.MultiLabelSoftMarginLoss;
import io.cotangent.loss.MultiMarginLoss;
import io.cotangent.loss.NllLoss;
import io.cotangent.loss.PoissonNllLoss;
import io.cotangent.loss.SmoothL1Loss;
import io.cotangent.loss.SoftMarginLoss;
import io.cotangent.loss.TripletMarginLoss;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The family loss, through the objects. */
final class LossCases {
  private LossCases() {}

  private static Averaging reduction(Call c) {
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

  private static boolean flag(Call c, String name) {
    return c.attributes().flag(name);
  }

  private static @Nullable Long ignored(Call c) {
    return c.attributes().has("ignore_index")
        ? (Long) (long) c.attributes().integer("ignore_index")
        : null;
  }

  private static Call.Operator loss(Function<Call, Loss> of) {
    return c -> out(of.apply(c).apply(c.x(), c.in("target")));
  }

  private static Call.Operator with(Function<Call, Tensor> f) {
    return c -> out(f.apply(c));
  }

  static Map<String, Call.Operator> loss() {
    Map<String, Call.Operator> m = new HashMap<>();
    m.put("mse", loss(c -> new MseLoss(reduction(c))));
    m.put("l1", loss(c -> new L1Loss(reduction(c))));
    m.put("smooth_l1", loss(c -> new SmoothL1Loss(n(c, "beta"), reduction(c))));
    m.put("huber", loss(c -> new HuberLoss(n(c, "delta"), reduction(c))));
    m.put("poisson_nll", loss(LossCases::poisson));
    m.put("cross_entropy", loss(LossCases::crossEntropy));
    m.put("nll", loss(c -> new NllLoss(c.optional("weight"), ignored(c), reduction(c))));
    m.put("bce", loss(c -> new BceLoss(c.optional("weight"), reduction(c))));
    m.put("bce_with_logits", loss(LossCases::logits));
    m.put("kl_div", loss(c -> new KlDivLoss(flag(c, "log_target"), reduction(c))));
    m.put("soft_margin", loss(c -> new SoftMarginLoss(reduction(c))));
    m.put(
        "multilabel_soft_margin",
        loss(c -> new MultiLabelSoftMarginLoss(c.optional("weight"), reduction(c))));
    m.put("multi_margin", loss(LossCases::multiMargin));
    m.put("hinge_embedding", loss(c -> new HingeEmbeddingLoss(n(c, "margin"), reduction(c))));
    distances(m);
    m.put("ctc", with(LossCases::ctc));
    return m;
  }

  private static void distances(Map<String, Call.Operator> m) {
    m.put(
        "gaussian_nll",
        with(
            c ->
                new GaussianNllLoss(flag(c, "full"), n(c, "eps"), reduction(c))
                    .apply(c.x(), c.in("target"), c.in("var"))));
    m.put(
        "margin_ranking",
        with(
            c ->
                new MarginRankingLoss(n(c, "margin"), reduction(c))
                    .apply(c.in("x1"), c.in("x2"), c.in("target"))));
    m.put(
        "cosine_embedding",
        with(
            c ->
                new CosineEmbeddingLoss(n(c, "margin"), reduction(c))
                    .apply(c.in("x1"), c.in("x2"), c.in("target"))));
    m.put(
        "triplet_margin",
        with(
            c ->
                new TripletMarginLoss(
                        n(c, "margin"), n(c, "p"), n(c, "eps"), flag(c, "swap"), reduction(c))
                    .apply(c.in("anchor"), c.in("positive"), c.in("negative"))));
    m.put(
        "pairwise_distance",
        with(c -> c.in("a").pairwiseDistance(c.in("b"), n(c, "p"), n(c, "eps"), c.keepDims())));
  }

  private static Loss poisson(Call c) {
    return new PoissonNllLoss(flag(c, "log_input"), flag(c, "full"), n(c, "eps"), reduction(c));
  }

  private static Loss crossEntropy(Call c) {
    return new CrossEntropyLoss(
        c.optional("weight"),
        c.attributes().number("label_smoothing", 0),
        ignored(c),
        reduction(c));
  }

  private static Loss logits(Call c) {
    return new BceWithLogitsLoss(c.optional("weight"), c.optional("pos_weight"), reduction(c));
  }

  private static Loss multiMargin(Call c) {
    int p = c.attributes().integer("p", 1);
    return new MultiMarginLoss(p, n(c, "margin"), c.optional("weight"), reduction(c));
  }

  private static Tensor ctc(Call c) {
    return new CtcLoss(c.attributes().integer("blank", 0), flag(c, "zero_infinity"), reduction(c))
        .apply(
            c.x().logSoftmax(-1),
            c.in("target"),
            c.longs("input_lengths"),
            c.longs("target_lengths"));
  }
}
