package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.op.Normalization;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a transformer (Vaswani et al. 2017) without dropout: attention and a network of two
 * linear layers, each with a residual connection and layer normalization. As a {@link Layer} it is
 * a stack of encoder layers on [N, T, E].
 */
public final class Transformer extends Layer {
  private static final long serialVersionUID = 1;

  /**
   * What all layers of a stack have in common.
   *
   * @param width E
   * @param heads of attention
   * @param inner width between the two linear layers
   * @param activation between them
   * @param normFirst whether normalization comes before attention and network, or else after the
   *     residual sum
   * @param epsilon of layer normalization
   */
  public record Settings(
      int width,
      int heads,
      int inner,
      UnaryOperator<Tensor> activation,
      boolean normFirst,
      double epsilon) {
    /** With relu, normalization after the sum, ε = 1e-5. */
    public Settings(int width, int heads, int inner) {
      this(width, heads, inner, Tensor::relu, false, 1e-5);
    }
  }

  private final Settings settings;
  private final int layers;
  private final boolean causal;

  /** A stack of encoder layers; {@code causal} bars attention to later places. */
  public Transformer(Settings settings, int layers, boolean causal, Rng rng) {
    if (layers < 1) {
      throw new ArgumentException("Transformer: " + layers + " layers");
    }
    this.settings = settings;
    this.layers = layers;
    this.causal = causal;
    Sequential stack = new Sequential();
    for (int i = 0; i < layers; i++) {
      Module.register(stack, String.valueOf(i), new Block(settings, rng));
    }
    child("layers", stack);
  }

  /** The parameters of one encoder layer. */
  private static final class Block extends io.cotangent.nn.Module {
    private static final long serialVersionUID = 1;

    Block(Settings s, Rng rng) {
      child("self_attn", new MultiheadAttention(s.width, s.heads, true, rng));
      child("linear1", new Linear(s.width, s.inner, rng));
      child("linear2", new Linear(s.inner, s.width, rng));
      child("norm1", new LayerNorm(s.width));
      child("norm2", new LayerNorm(s.width));
    }
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor mask = causal ? io.cotangent.op.Attention.causalMask(x.backend(), x.dim(1)) : null;
    return encoder(Weights.of(leaves()), settings, layers, x, mask, null);
  }

  @Override
  protected String describe() {
    return "Transformer, " + layers + " layers";
  }

  // ---- functional forms ----

  /** Encoder layers {@code layers.0.…}, {@code layers.1.…} one after another. */
  public static Tensor encoder(
      Weights w,
      Settings s,
      int layers,
      Tensor x,
      @Nullable Tensor mask,
      @Nullable Tensor padding) {
    Tensor y = x;
    for (int i = 0; i < layers; i++) {
      y = encoderLayer(w.under("layers." + i + "."), s, y, mask, padding);
    }
    return y;
  }

  /**
   * One encoder layer on [N, T, E]; masks as in {@link MultiheadAttention#attend}. Weights: {@code
   * self_attn.…}, {@code linear1.…}, {@code linear2.…}, {@code norm1.…}, {@code norm2.…}.
   */
  public static Tensor encoderLayer(
      Weights w, Settings s, Tensor x, @Nullable Tensor mask, @Nullable Tensor padding) {
    Tensor y =
        residual(x, w, "norm1", s, t -> attention(w.under("self_attn."), s, t, t, mask, padding));
    return residual(y, w, "norm2", s, t -> network(t, w, s));
  }

  /**
   * One decoder layer on [N, T, E] that also attends to a memory [N, S, E]. Weights: those of an
   * encoder layer, {@code multihead_attn.…} and {@code norm3.…}.
   */
  public static Tensor decoderLayer(
      Weights w,
      Settings s,
      Tensor x,
      Tensor memory,
      @Nullable Tensor mask,
      @Nullable Tensor memoryMask,
      @Nullable Tensor padding,
      @Nullable Tensor memoryPadding) {
    Weights self = w.under("self_attn.");
    Weights cross = w.under("multihead_attn.");
    Tensor y = residual(x, w, "norm1", s, t -> attention(self, s, t, t, mask, padding));
    y = residual(y, w, "norm2", s, t -> attention(cross, s, t, memory, memoryMask, memoryPadding));
    return residual(y, w, "norm3", s, t -> network(t, w, s));
  }

  private static Tensor residual(
      Tensor x, Weights w, String norm, Settings s, UnaryOperator<Tensor> inner) {
    return s.normFirst
        ? x.plus(inner.apply(normalized(x, w, norm, s)))
        : normalized(x.plus(inner.apply(x)), w, norm, s);
  }

  private static Tensor normalized(Tensor x, Weights w, String norm, Settings s) {
    int[] last = Shape.of(s.width).dims();
    return Normalization.layerNorm(
        x, last, w.find(norm + ".weight"), w.find(norm + ".bias"), s.epsilon);
  }

  private static Tensor attention(
      Weights w,
      Settings s,
      Tensor query,
      Tensor key,
      @Nullable Tensor mask,
      @Nullable Tensor padding) {
    return MultiheadAttention.attend(w, s.heads, query, key, key, mask, padding).output();
  }

  private static Tensor network(Tensor x, Weights w, Settings s) {
    Tensor inner = x.linear(w.get("linear1.weight"), w.find("linear1.bias"));
    return s.activation.apply(inner).linear(w.get("linear2.weight"), w.find("linear2.bias"));
  }
}
