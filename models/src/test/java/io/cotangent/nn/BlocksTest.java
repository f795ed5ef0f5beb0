package io.cotangent.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.loss.Losses;
import io.cotangent.op.Lookup;
import io.cotangent.op.Resampling;
import io.cotangent.optim.Adam;
import io.cotangent.optim.Optimizer;
import io.cotangent.random.Rng;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Activations, dropout, embeddings and the layers that join and rearrange. */
class BlocksTest {
  private final Rng rng = new Rng(8);
  private final Tensor x = rng.normal(0, 2, 4, 6);

  @Test
  void activationsAreTheTensorsFunctions() {
    Map<Layer, UnaryOperator<Tensor>> all =
        Map.ofEntries(
            Map.entry(new Relu6(), Tensor::relu6),
            Map.entry(new Elu(0.5), t -> t.elu(0.5)),
            Map.entry(new Celu(), t -> t.celu(1)),
            Map.entry(new Selu(), Tensor::selu),
            Map.entry(new LeakyRelu(), t -> t.leakyRelu(0.01)),
            Map.entry(new Hardshrink(), t -> t.hardshrink(0.5)),
            Map.entry(new Softshrink(1), t -> t.softshrink(1)),
            Map.entry(new Tanhshrink(), Tensor::tanhshrink),
            Map.entry(new Hardtanh(), t -> t.hardtanh(-1, 1)),
            Map.entry(new Hardsigmoid(), Tensor::hardsigmoid),
            Map.entry(new Hardswish(), Tensor::hardswish),
            Map.entry(new Threshold(0.5, 3), t -> t.threshold(0.5, 3)),
            Map.entry(new Softsign(), Tensor::softsign),
            Map.entry(new LogSigmoid(), Tensor::logSigmoid),
            Map.entry(new Mish(), Tensor::mish),
            Map.entry(new Gelu(true), Tensor::geluTanh),
            Map.entry(new Softplus(2, 20), t -> t.softplus(2, 20)),
            Map.entry(new Softmax(1), t -> t.softmax(1)),
            Map.entry(new LogSoftmax(0), t -> t.logSoftmax(0)),
            Map.entry(new Softmin(1), t -> t.softmin(1)),
            Map.entry(new Glu(), t -> t.glu(-1)));
    all.forEach(
        (layer, f) -> {
          assertThat(layer.apply(x).toFloats())
              .as(layer.toString())
              .isEqualTo(f.apply(x).toFloats());
          Layer copy = layer.copy();
          assertThat(copy.apply(x).toFloats()).isEqualTo(f.apply(x).toFloats());
        });
    assertThat(new Elu(0.5)).hasToString("Elu 0.5");
  }

  @Test
  void preluLearnsItsSlopeAndRreluDrawsIt() {
    PRelu p = new PRelu(6, 0.25);
    Tensor y = p.apply(x);
    assertThat(y.toFloats()).isEqualTo(x.leakyRelu(0.25).toFloats());
    assertThat(y.sum().backward().get(p.parameters().get("weight")).shape()).isEqualTo(Shape.of(6));
    RRelu r = new RRelu(rng);
    Tensor ratio = r.apply(x).div(x);
    Tensor below = x.lt(0);
    assertThat(below.where(ratio, ratio.onesLike()).max().item()).isEqualTo(1);
    assertThat(below.where(ratio, ratio.onesLike()).min().item()).isBetween(1 / 8.0, 1 / 3.0);
    r.eval();
    assertThat(r.apply(x).toFloats()).isEqualTo(x.leakyRelu(11 / 48.0).toFloats());
  }

  @Test
  void spatialDropoutDropsWholeChannels() {
    Dropout2d d = new Dropout2d(0.5, rng);
    Tensor y = d.apply(Tensor.ones(8, 16, 3, 5)).mean(2, 3);
    for (float mean : y.toFloats()) {
      assertThat(mean).isIn(0f, 2f);
    }
    assertThat(y.mean().item()).isBetween(0.6, 1.4);
    assertThat(d.apply(Tensor.ones(16, 3, 5)).shape()).isEqualTo(Shape.of(16, 3, 5));
    assertThatThrownBy(() -> d.apply(x)).isInstanceOf(ShapeException.class);
    d.eval();
    assertThat(d.apply(Tensor.ones(2, 3, 4, 5)).toFloats()).containsOnly(1f);
  }

  @Test
  void alphaDropoutKeepsMeanAndVariance() {
    Tensor y = new AlphaDropout(0.3, rng).apply(rng.normal(0, 1, 100_000));
    assertThat(y.mean().item()).isCloseTo(0, within(0.02));
    assertThat(y.variance().item()).isCloseTo(1, within(0.03));
  }

  @Test
  void thePaddingRowStaysZeroThroughTraining() {
    Embedding e = new Embedding(5, 3, rng, s -> s.paddingIndex(0));
    Optimizer adam = Adam.of(e).lr(0.1).weightDecay(0.1).build();
    Tensor index = Tensor.of(new long[] {0, 1, 2, 0});
    for (int i = 0; i < 3; i++) {
      adam.step(Losses.mse(e.apply(index), Tensor.ones(4, 3)).backward());
    }
    assertThat(e.weight().value().get(0).toFloats()).containsOnly(0f);
    assertThatThrownBy(() -> e.apply(Tensor.of(new long[] {5})))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("embedding: index 5 is outside of the table, which has 5 rows");
  }

  @Test
  void rowsThatAreLookedUpStayWithinTheirBound() {
    Embedding e = new Embedding(4, 8, rng, s -> s.maxNorm(1).init(Init.constant(2)));
    Tensor y = e.apply(Tensor.of(new long[] {1, 1, 3}));
    assertThat(y.norm(2, 1).toFloats()).containsOnly(new float[] {1}, within(1e-5f));
    float[] norms = e.weight().value().norm(2, 1).toFloats();
    assertThat(norms[1]).isCloseTo(1, within(1e-5f));
    assertThat(norms[0]).isCloseTo((float) Math.sqrt(32), within(1e-5f));
    assertThat(y.sum().backward().get(e.weight()).sum(1).toFloats()).containsExactly(0, 16, 0, 8);
    e.eval();
    assertThat(e.apply(Tensor.of(new long[] {0})).norm(2).item()).isCloseTo(1, within(1e-5));
    assertThat(e.weight().value().get(0).toFloats()).containsOnly(2f);
  }

  @Test
  void bagsReduceTheirRows() {
    EmbeddingBag b = new EmbeddingBag(5, 2, Lookup.BagMode.SUM, rng, s -> s.paddingIndex(4));
    Tensor bags = Tensor.of(new long[] {0, 1, 2, 4}, 2, 2);
    Tensor y = b.apply(bags);
    assertThat(y.get(1).toFloats()).isEqualTo(b.weight().value().get(2).toFloats());
    Tensor flat = Tensor.of(new long[] {0, 1, 2});
    assertThat(b.apply(flat, new long[] {0, 2}, null).toFloats()).isEqualTo(y.toFloats());
    assertThat(b.apply(bags, Tensor.full(2, 2, 2)).toFloats()).isEqualTo(y.times(2).toFloats());
  }

  @Test
  void layersJoinAndRearrange() {
    Layer twice = new Residual((UnaryOperator<Tensor>) t -> t);
    assertThat(twice.apply(x).toFloats()).isEqualTo(x.times(2).toFloats());
    assertThatThrownBy(() -> new Residual(new Linear(6, 5, rng)).apply(x))
        .isInstanceOf(ShapeException.class);
    Layer wide = Parallel.concat(1, new Linear(6, 5, rng), Tensor::tanh);
    assertThat(wide.apply(x).shape()).isEqualTo(Shape.of(4, 11));
    assertThat(wide.leaves()).containsOnlyKeys("0.weight", "0.bias");
    assertThat(Parallel.sum(t -> t, t -> t, t -> t).apply(x).toFloats())
        .containsExactly(x.times(3).toFloats(), within(1e-6f));
    Tensor image = rng.normal(0, 1, 2, 8, 3, 4);
    assertThat(new Flatten().apply(image).shape()).isEqualTo(Shape.of(2, 96));
    assertThat(new Flatten(2, 3).apply(image).shape()).isEqualTo(Shape.of(2, 8, 12));
    assertThat(new Unflatten(1, 2, -1).apply(image).shape()).isEqualTo(Shape.of(2, 2, 4, 3, 4));
    assertThat(new PixelUnshuffle(2).apply(new PixelShuffle(2).apply(image)).toFloats())
        .isEqualTo(image.toFloats());
    assertThat(new ChannelShuffle(2).apply(image).shape()).isEqualTo(image.shape());
    assertThat(new Upsample(2, Resampling.Mode.LINEAR).apply(image).shape())
        .isEqualTo(Shape.of(2, 8, 6, 8));
    assertThat(new Identity().apply(x)).isSameAs(x);
    Bilinear b = new Bilinear(6, 3, 5, rng);
    assertThat(b.apply(x, rng.normal(0, 1, 4, 3)).shape()).isEqualTo(Shape.of(4, 5));
  }

  @Test
  void moduleListsHoldWhatOthersRun() {
    ModuleList<Linear> list = ModuleList.of(3, () -> new Linear(2, 2, rng));
    assertThat(list.parameters().names()).contains("2.weight");
    assertThat(list).hasSize(3);
    assertThat(list.get(0).weight().value().toFloats())
        .isNotEqualTo(list.get(1).weight().value().toFloats());
    assertThatThrownBy(() -> list.get(3))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("there is no module 3, there are 3");
  }

  @Test
  void initialValuesHaveTheirRangeAndStructure() {
    Tensor w = new Conv2d(8, 16, 3, rng).weight().value();
    double bound = 1 / Math.sqrt(72);
    assertThat(w.abs().max().item()).isBetween(0.95 * bound, bound);
    Tensor wide = Init.orthogonal(Gain.RELU).make(rng, 4, 3, 3);
    Tensor m = wide.reshape(4, 9);
    assertThat(m.matmul(m.transpose(0, 1)).toFloats())
        .containsExactly(Tensor.eye(4).times(2).toFloats(), within(1e-6f));
    Tensor tall = Init.orthogonal(1).make(rng, 7, 3);
    assertThat(tall.transpose(0, 1).matmul(tall).toFloats())
        .containsExactly(Tensor.eye(3).toFloats(), within(1e-6f));
    assertThat(Init.sparse(0.5, 1).make(rng, 10, 3).eq(0).to(DType.I64).sum(0).toLongs())
        .containsExactly(5, 5, 5);
    Layer same = new Conv1d(4, 4, 3, rng, c -> c.padding(1).bias(false).init(Init.dirac(1)));
    Tensor signal = rng.normal(0, 1, 1, 4, 5);
    assertThat(same.apply(signal).toFloats()).isEqualTo(signal.toFloats());
    assertThat(Init.xavierNormal(Gain.TANH).make(rng, 200, 100).variance().item())
        .isCloseTo(25.0 / 9 * 2 / 300, within(1e-3));
    assertThat(Init.kaimingUniform(Gain.leakyRelu(1), false).make(rng, 50, 10).abs().max().item())
        .isBetween(0.9 * Math.sqrt(3 / 50.0), Math.sqrt(3 / 50.0));
    assertThat(Init.truncatedNormal(0, 1, -2, 2).make(rng, 1000).abs().max().item())
        .isLessThanOrEqualTo(2);
    assertThat(Init.eye().make(rng, 2, 3).toFloats()).containsExactly(1, 0, 0, 0, 1, 0);
    Linear l = new Linear(3, 2, rng);
    l.parameters("weight").init(Init.constant(7), rng);
    assertThat(l.weight().value().toFloats()).containsOnly(7f);
    assertThatThrownBy(() -> Init.eye().make(rng, 2)).isInstanceOf(ArgumentException.class);
  }

  @Test
  void adaptationsGoOverWeightsByName() {
    TransformerEncoder t =
        new TransformerEncoder(
            2, () -> new TransformerEncoderLayer(8, 2, rng, s -> s.feedForward(16).dropout(0)));
    Tensor in = rng.normal(0, 1, 3, 1, 8);
    float[] before = t.apply(in).toFloats();
    t.lora(2, 4, rng, "**.self_attn", "**.linear1");
    assertThat(t.apply(in).toFloats()).isEqualTo(before);
    List<String> trained =
        t.leaves().entrySet().stream()
            .filter(e -> e.getValue().isTrainable())
            .map(Map.Entry::getKey)
            .toList();
    assertThat(trained)
        .hasSize(8)
        .contains("layers.0.self_attn.in_proj_weight.lora_A", "layers.1.linear1.weight.lora_B");
    Optimizer adam = Adam.of(t).lr(0.1).build();
    adam.step(t.apply(in).square().sum().backward());
    adam.step(t.apply(in).square().sum().backward());
    float[] after = t.apply(in).toFloats();
    assertThat(after).isNotEqualTo(before);
    t.merge();
    assertThat(t.apply(in).toFloats()).containsExactly(after, within(1e-5f));
    assertThat(t.leaves()).containsKey("layers.0.self_attn.in_proj_weight").hasSize(24);
    assertThatThrownBy(() -> t.lora(2, "**.norm1"))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("'**.norm1' names no weight of 2 axes or more");
  }

  @Test
  void normsOfWeightsKeepTheFunctionAtFirst() {
    Layer m = new Sequential(new Linear(6, 5, rng), new Tanh(), new Linear(5, 2, rng));
    float[] before = m.apply(x).toFloats();
    m.weightNorm("0");
    assertThat(m.leaves()).containsKeys("0.weight.g", "0.weight.original");
    assertThat(m.apply(x).toFloats()).containsExactly(before, within(1e-5f));
    m.spectralNorm(rng, "2.weight");
    m.eval();
    Tensor w = ((Linear) m.get("2")).weight().value();
    assertThat(w.norm(2).item()).isBetween(1.0, Math.sqrt(2) + 1e-3);
  }
}
