package io.cotangent.zoo;

import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.nn.AttentionOptions;
import io.cotangent.nn.Dropout;
import io.cotangent.nn.Embedding;
import io.cotangent.nn.Init;
import io.cotangent.nn.KeyValueCache;
import io.cotangent.nn.Layer;
import io.cotangent.nn.LayerNorm;
import io.cotangent.nn.Linear;
import io.cotangent.nn.ModuleList;
import io.cotangent.nn.MultiheadAttention;
import io.cotangent.nn.PositionalEncoding;
import io.cotangent.random.Rng;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * GPT-2 (Radford et al. 2019) as Karpathy's nanoGPT has it: learned positions, blocks of causal
 * attention and a network with GELU, each behind a norm and beside a residual connection, a last
 * norm, and the table of tokens once more as the output layer.
 *
 * <p>Initial values: N(0, 0.02²), N(0, 0.02²/(2·layers)) where a residual connection is added to,
 * biases 0. State names: {@code wte}, {@code wpe}, {@code h.0.ln_1}, {@code h.0.attn}, {@code
 * h.0.ln_2}, {@code h.0.mlp.c_fc}, {@code h.0.mlp.c_proj}, …, {@code ln_f}.
 *
 * <pre>{@code
 * Gpt model = new Gpt(vocabulary, rng, g -> g.layers(6).heads(6).width(384).block(256).dropout(0.2));
 * int[] more = model.generate(prompt, 500, Sampling.DEFAULT.temperature(0.8).topK(200), rng);
 * }</pre>
 */
public final class Gpt extends LanguageModel {
  private static final long serialVersionUID = 1;

  private final int vocabulary;
  private final int block;
  private final Embedding tokens;
  private final PositionalEncoding positions;
  private final Dropout dropout;
  private final ModuleList<Block> blocks;
  private final LayerNorm norm;

  /** With the settings that nanoGPT advises for a CPU. */
  public Gpt(int vocabulary, Rng rng) {
    this(vocabulary, rng, g -> g);
  }

  /** With settings. */
  public Gpt(int vocabulary, Rng rng, UnaryOperator<GptSettings> settings) {
    GptSettings s = settings.apply(GptSettings.DEFAULT);
    this.vocabulary = vocabulary;
    block = s.block();
    tokens =
        child("wte", new Embedding(vocabulary, s.width(), rng, e -> e.init(Init.normal(0, 0.02))));
    positions = child("wpe", PositionalEncoding.learned(block, s.width(), true, rng));
    dropout = child("drop", new Dropout(s.dropout(), rng));
    blocks = child("h", ModuleList.of(s.layers(), () -> new Block(s, rng)));
    norm = child("ln_f", new LayerNorm(s.width(), n -> n.bias(s.bias())));
  }

  @Override
  public int vocabulary() {
    return vocabulary;
  }

  /** The longest sequence. */
  public int block() {
    return block;
  }

  @Override
  protected Tensor forward(Tensor sequences) {
    return logits(hidden(sequences, 0, a -> a.causal(true)));
  }

  /** [N, T] tokens, of which the first stands at a position, to [N, T, width]. */
  private Tensor hidden(Tensor sequences, int position, UnaryOperator<AttentionOptions> options) {
    if (sequences.rank() != 2 || position + sequences.dim(1) > block) {
      throw new ShapeException(
          "Gpt: tokens must be [N, T] with at most "
              + block
              + " of them, got "
              + sequences.shape());
    }
    Tensor x = dropout.apply(positions.apply(tokens.apply(sequences), position));
    for (Block b : blocks) {
      x = b.apply(x, options);
    }
    return norm.apply(x);
  }

  /** With the table of tokens as the weight. */
  private Tensor logits(Tensor x) {
    return x.linear(tokens.weight().value(), null);
  }

  /**
   * Begins an empty sequence whose keys and values are kept. Once it is longer than a block, the
   * positions of what is seen change with each token, and the last block is computed anew.
   */
  @Override
  public Continuation begin() {
    return new Cached();
  }

  private final class Cached implements Continuation {
    private final KeyValueCache cache = new KeyValueCache();
    private int[] seen = {};

    @Override
    public Tensor next(int... more) {
      int[] all = Arrays.copyOf(seen, seen.length + more.length);
      System.arraycopy(more, 0, all, seen.length, more.length);
      seen = all.length > block ? Arrays.copyOfRange(all, all.length - block, all.length) : all;
      if (all.length > block) {
        cache.clear();
      }
      int past = cache.length();
      Tensor rest = batch(Arrays.copyOfRange(seen, past, seen.length));
      Tensor x = hidden(rest, past, a -> a.causal(true).cache(cache));
      return logits(x.slice(1, Slice.from(-1))).flatten();
    }
  }

  /** x + attention(norm(x)), then x + network(norm(x)). */
  private static final class Block extends Layer {
    private static final long serialVersionUID = 1;

    private final LayerNorm norm1;
    private final MultiheadAttention attention;
    private final Dropout dropout;
    private final LayerNorm norm2;
    private final Network network;

    Block(GptSettings s, Rng rng) {
      norm1 = child("ln_1", new LayerNorm(s.width(), n -> n.bias(s.bias())));
      attention =
          child(
              "attn",
              new MultiheadAttention(
                  s.width(),
                  s.heads(),
                  rng,
                  a -> a.bias(s.bias()).dropout(s.dropout()).batchFirst(true)));
      attention.parameters("in_proj_weight").init(Init.normal(0, 0.02), rng);
      attention.parameters("out_proj.weight").init(residual(s), rng);
      dropout = child("drop", new Dropout(s.dropout(), rng));
      norm2 = child("ln_2", new LayerNorm(s.width(), n -> n.bias(s.bias())));
      network = child("mlp", new Network(s, rng));
    }

    /** Initial values of what is added to a residual connection. */
    static Init residual(GptSettings s) {
      return Init.normal(0, 0.02 / Math.sqrt(2.0 * s.layers()));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return block(x, a -> a.causal(true));
    }

    Tensor apply(Tensor x, UnaryOperator<AttentionOptions> options) {
      return call(x, () -> block(x, options));
    }

    private Tensor block(Tensor x, UnaryOperator<AttentionOptions> options) {
      Tensor n = norm1.apply(x);
      Tensor y = x.plus(dropout.apply(attention.apply(n, n, n, options)));
      return y.plus(network.apply(norm2.apply(y)));
    }
  }

  /** Two linear layers, GELU between them. */
  private static final class Network extends Layer {
    private static final long serialVersionUID = 1;

    private final Linear up;
    private final Linear down;
    private final Dropout dropout;

    Network(GptSettings s, Rng rng) {
      int width = s.width();
      up = child("c_fc", new Linear(width, 4 * width, s.bias(), Init.normal(0, 0.02), rng));
      down = child("c_proj", new Linear(4 * width, width, s.bias(), Block.residual(s), rng));
      if (s.bias()) {
        parameters("*.bias").init(Init.constant(0), rng);
      }
      dropout = child("drop", new Dropout(s.dropout(), rng));
    }

    @Override
    protected Tensor forward(Tensor x) {
      return dropout.apply(down.apply(up.apply(x).gelu()));
    }
  }
}
