package io.cotangent.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.ArgumentException;
import io.cotangent.Gradients;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.op.Attention;
import io.cotangent.random.Rng;
import org.junit.jupiter.api.Test;

/** Attention and transformers as modules. */
class AttentionLayersTest {
  private static final org.assertj.core.data.Offset<Float> NEAR = within(1e-5f);

  private final Rng rng = new Rng(4);
  private final Tensor x = rng.normal(0, 1, 2, 5, 8);

  private MultiheadAttention attention() {
    return new MultiheadAttention(8, 4, rng, a -> a.batchFirst(true));
  }

  @Test
  void attentionSplitsIntoHeads() {
    MultiheadAttention a = attention();
    assertThat(a.apply(x, x, x).shape()).isEqualTo(x.shape());
    MultiheadAttention.Result r = a.withWeights(x, x, x, o -> o.causal(true));
    assertThat(r.headWeights().shape()).isEqualTo(Shape.of(2, 4, 5, 5));
    assertThat(r.weights().sum(-1).toFloats()).containsOnly(new float[] {1}, NEAR);
    assertThat(r.weights().get(1, 0).toFloats()).containsExactly(1, 0, 0, 0, 0);
    Tensor timeFirst = x.transpose(0, 1);
    MultiheadAttention b = new MultiheadAttention(8, 4, rng);
    b.load(a.stateDict());
    assertThat(b.apply(timeFirst, timeFirst, timeFirst).transpose(0, 1).toFloats())
        .containsExactly(a.apply(x, x, x).toFloats(), NEAR);
    assertThat(a.apply(x.get(0), x.get(0), x.get(0)).toFloats())
        .containsExactly(a.apply(x, x, x).get(0).toFloats(), NEAR);
    assertThatThrownBy(() -> new MultiheadAttention(8, 3, rng))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("MultiheadAttention: width 8 does not split into 3 heads");
    assertThatThrownBy(() -> a.apply(x, timeFirst, x)).isInstanceOf(ShapeException.class);
  }

  @Test
  void booleanAndFloatingMasksSayTheSame() {
    MultiheadAttention a = attention();
    Tensor causal = Attention.causalMask(5);
    Tensor padding =
        Tensor.of(
            new boolean[] {false, false, false, false, true, false, false, true, true, true}, 2, 5);
    float[] expected = a.apply(x, x, x, o -> o.causal(true).padding(padding)).toFloats();
    Tensor never = Tensor.full(Double.NEGATIVE_INFINITY, 1);
    Tensor added = causal.where(never, never.zerosLike());
    Tensor addedPadding = padding.where(never, never.zerosLike());
    assertThat(a.apply(x, x, x, o -> o.mask(causal).padding(padding)).toFloats())
        .containsExactly(expected, NEAR);
    assertThat(a.apply(x, x, x, o -> o.mask(added).padding(padding)).toFloats())
        .containsExactly(expected, NEAR);
    assertThat(a.apply(x, x, x, o -> o.mask(causal).padding(addedPadding)).toFloats())
        .containsExactly(expected, NEAR);
    Tensor each = causal.expand(8, 5, 5);
    assertThat(a.apply(x, x, x, o -> o.mask(each).padding(padding)).toFloats())
        .containsExactly(expected, NEAR);
    assertThatThrownBy(() -> a.apply(x, x, x, o -> o.mask(Attention.causalMask(4))))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("mask [4, 4] must be [T, S] = [5, 5]");
  }

  @Test
  void keysAndValuesThatPaddingBarsAreNotRead() {
    MultiheadAttention a = attention();
    Tensor memory = rng.normal(0, 1, 2, 3, 8);
    Tensor padding = Tensor.of(new boolean[] {false, false, true, false, true, true}, 2, 3);
    Tensor bad = padding.unsqueeze(2).where(Tensor.full(Double.NaN, 1), memory).requiresGrad();
    Tensor y = a.apply(x, bad, bad, o -> o.padding(padding));
    assertThat(y.toFloats())
        .containsExactly(a.apply(x, memory, memory, o -> o.padding(padding)).toFloats(), NEAR);
    Gradients g = y.square().sum().backward();
    assertThat(g.isFinite()).isTrue();
    assertThat(g.get(bad).get(0, 2).toFloats()).containsOnly(0f);
  }

  @Test
  void aCacheStandsForWhatCameBefore() {
    MultiheadAttention a =
        new MultiheadAttention(8, 4, rng, s -> s.batchFirst(true).rotary(true).keyValueHeads(2));
    float[] whole = a.apply(x, x, x, o -> o.causal(true)).toFloats();
    KeyValueCache cache = new KeyValueCache();
    Tensor[] parts = new Tensor[3];
    int[][] ranges = {{0, 2}, {2, 4}, {4, 5}};
    for (int i = 0; i < 3; i++) {
      Tensor part = x.slice(1, Slice.of(ranges[i][0], ranges[i][1]));
      parts[i] = a.apply(part, part, part, o -> o.causal(true).cache(cache));
    }
    assertThat(Tensor.concat(1, parts).toFloats()).containsExactly(whole, NEAR);
    assertThat(cache.length()).isEqualTo(5);
    cache.clear();
    assertThat(cache.length()).isZero();
  }

  @Test
  void groupedQueriesShareKeysAndValues() {
    MultiheadAttention a =
        new MultiheadAttention(8, 4, rng, s -> s.keyValueHeads(2).batchFirst(true));
    assertThat(a.leaves().get("k_proj_weight")).hasToString("k_proj_weight [4, 8]");
    assertThat(a.leaves().get("in_proj_bias")).hasToString("in_proj_bias [16]");
    Tensor heads = a.withWeights(x, x, x, o -> o).headWeights();
    assertThat(heads.shape()).isEqualTo(Shape.of(2, 4, 5, 5));
    assertThatThrownBy(() -> new MultiheadAttention(8, 4, rng, s -> s.keyValueHeads(3)))
        .hasMessageContaining("not over 3 of keys and values");
  }

  @Test
  void dropoutOfAttentionActsInTrainingAlone() {
    MultiheadAttention a = new MultiheadAttention(8, 4, rng, s -> s.dropout(0.5).batchFirst(true));
    assertThat(a.apply(x, x, x).toFloats()).isNotEqualTo(a.apply(x, x, x).toFloats());
    a.eval();
    assertThat(a.apply(x, x, x).toFloats()).isEqualTo(a.apply(x, x, x).toFloats());
  }

  @Test
  void aCausalTransformerDoesNotSeeWhatComesLater() {
    TransformerEncoder t =
        new TransformerEncoder(
            2,
            new LayerNorm(8),
            () ->
                new TransformerEncoderLayer(
                    8, 2, rng, s -> s.feedForward(16).batchFirst(true).activation(Tensor::gelu)));
    t.eval();
    Tensor y = t.apply(x, o -> o.causal(true));
    Tensor changed = Tensor.concat(1, x.slice(1, Slice.until(3)), rng.normal(0, 1, 2, 2, 8));
    Tensor z = t.apply(changed, o -> o.causal(true));
    assertThat(z.slice(1, Slice.until(3)).toFloats())
        .containsExactly(y.slice(1, Slice.until(3)).toFloats(), NEAR);
    assertThat(z.toFloats()).isNotEqualTo(y.toFloats());
    assertThat(t.leaves())
        .hasSize(2 * 12 + 2)
        .containsKeys("layers.1.self_attn.in_proj_weight", "norm.bias");
    TransformerEncoderLayer one =
        new TransformerEncoderLayer(
            8, 2, rng, s -> s.dropout(0).batchFirst(true).attention(a -> a.causal(true)));
    assertThat(one.apply(changed).slice(1, Slice.until(3)).toFloats())
        .containsExactly(one.apply(x).slice(1, Slice.until(3)).toFloats(), NEAR);
    KeyValueCache cache = new KeyValueCache();
    Tensor first = t.apply(x.slice(1, Slice.until(4)), o -> o.causal(true).cache(cache));
    Tensor last = t.apply(x.slice(1, Slice.from(4)), o -> o.causal(true).cache(cache));
    assertThat(Tensor.concat(1, first, last).toFloats()).containsExactly(y.toFloats(), NEAR);
  }

  @Test
  void aTransformerAttendsToItsSource() {
    Transformer t =
        new Transformer(
            8, 2, 1, 2, rng, s -> s.feedForward(16).dropout(0).batchFirst(true).normFirst(true));
    Tensor source = rng.normal(0, 1, 2, 3, 8);
    Tensor y = t.apply(source, x, a -> a, a -> a.causal(true), a -> a);
    assertThat(y.shape()).isEqualTo(x.shape());
    assertThat(t.apply(source.times(2), x, a -> a, a -> a.causal(true), a -> a).toFloats())
        .isNotEqualTo(y.toFloats());
    assertThat(t.leaves())
        .containsKeys("decoder.layers.1.multihead_attn.out_proj.weight", "encoder.norm.weight");
    Transformer serving = t.copy();
    assertThat(serving.apply(source, x, a -> a, a -> a.causal(true), a -> a).toFloats())
        .isEqualTo(y.toFloats());
  }

  @Test
  void positionsAreAddedOrTurned() {
    PositionalEncoding fixed = PositionalEncoding.sinusoidal(10, 4, true);
    assertThat(fixed.apply(Tensor.zeros(1, 2, 4)).toFloats())
        .containsExactly(
            new float[] {0, 1, 0, 1, 0.841471f, 0.540302f, 0.0099998f, 0.99995f}, NEAR);
    assertThat(fixed.leaves()).isEmpty();
    PositionalEncoding learned = PositionalEncoding.learned(10, 4, false, rng);
    assertThat(learned.apply(Tensor.zeros(3, 2, 4)).slice(1, Slice.at(1)).toFloats())
        .isEqualTo(learned.parameters().get("weight").value().slice(Slice.until(3)).toFloats());
    assertThat(learned.apply(Tensor.zeros(1, 1, 4), 3).toFloats())
        .isEqualTo(learned.apply(Tensor.zeros(4, 1, 4)).get(3).toFloats());
    assertThatThrownBy(() -> learned.apply(Tensor.zeros(11, 1, 4)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("within 10 positions");
    RotaryEmbedding rotary = new RotaryEmbedding(8);
    Tensor q = rng.normal(0, 1, 1, 8);
    Tensor k = rng.normal(0, 1, 1, 8);
    double product = rotary.apply(q, 7).times(rotary.apply(k, 4)).sum().item();
    assertThat(rotary.apply(q, 3).times(rotary.apply(k, 0)).sum().item())
        .isCloseTo(product, within(1e-5));
  }
}
