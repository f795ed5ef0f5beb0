package io.cotangent.zoo;

import io.cotangent.DType;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.nn.Dropout;
import io.cotangent.nn.Embedding;
import io.cotangent.nn.Gru;
import io.cotangent.nn.Init;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Linear;
import io.cotangent.nn.TransformerEncoderLayer;
import io.cotangent.nn.TransformerSettings;
import io.cotangent.random.Rng;
import org.jspecify.annotations.Nullable;

/**
 * Classifies sentences: numbers of words and of their parts [N, T, S], 0 where there is none, to
 * scores of the classes [N, C].
 *
 * <p>A word's vector is the mean of those of itself and its parts (Bojanowski et al. 2017). A
 * network may read them in their order. The sentence is a mean of what it gives, with weights
 * softmax(uᵀ·tanh(W·x + b)) that are learned too (attention pooling, Yang et al. 2016); a hidden
 * layer stands before the output, so that words may change what others mean.
 *
 * <p>State names: {@code embedding}, {@code gru} or {@code encoder}, {@code attention}, {@code
 * context}, {@code hidden}, {@code head}.
 */
public final class SentenceNet extends Layer {
  private static final long serialVersionUID = 1;

  /** What reads the words in their order. */
  public enum Reader {
    /** Nothing: a sentence is a bag of words. */
    ATTENTION,
    /** A GRU in both directions. */
    GRU,
    /** A layer of a transformer's encoder, without positions. */
    TRANSFORMER
  }

  private static final int HEADS = 4;
  private static final double BARRED = -1e9;

  private final Embedding embedding;
  private final Dropout dropout;
  private final @Nullable Gru gru;
  private final @Nullable TransformerEncoderLayer encoder;
  private final Linear attention;
  private final Linear context;
  private final Linear hidden;
  private final Linear head;

  /**
   * For a number of words and parts.
   *
   * @param rows how many words and parts there are, with none, which is 0
   * @param width of a word's vector, a multiple of 4
   * @param dropout of words' vectors and of the sentence's
   */
  public SentenceNet(Reader reader, int rows, int width, int classes, double dropout, Rng rng) {
    embedding =
        child(
            "embedding",
            new Embedding(rows, width, rng, e -> e.paddingIndex(0).init(Init.normal(0, 0.3))));
    this.dropout = child("dropout", new Dropout(dropout, rng));
    gru =
        reader == Reader.GRU
            ? child(
                "gru", new Gru(width, width / 2, rng, g -> g.bidirectional(true).batchFirst(true)))
            : null;
    encoder =
        reader == Reader.TRANSFORMER
            ? child("encoder", new TransformerEncoderLayer(width, HEADS, rng, t -> layer(t, width)))
            : null;
    attention = child("attention", new Linear(width, width, rng));
    context = child("context", new Linear(width, 1, false, Init.fanIn(), rng));
    hidden = child("hidden", new Linear(width, width, rng));
    head = child("head", new Linear(width, classes, rng));
  }

  private static TransformerSettings layer(TransformerSettings t, int width) {
    return t.feedForward(2 * width).batchFirst(true).normFirst(true);
  }

  @Override
  protected Tensor forward(Tensor ids) {
    Tensor isWord = ids.slice(2, Slice.at(0)).ne(0); // [N, T]
    Tensor parts = ids.ne(0).to(DType.F32).sum(2).unsqueeze(-1); // [N, T, 1]
    Tensor x = embedding.apply(ids).sum(2).div(parts.clamp(1, Double.POSITIVE_INFINITY));
    x = read(dropout.apply(x), isWord);
    Tensor scores = context.apply(attention.apply(x).tanh()).squeeze(-1); // [N, T]
    Tensor weights = isWord.where(scores, scores.onesLike().times(BARRED)).softmax(1);
    Tensor sentence = x.times(weights.unsqueeze(-1)).sum(1); // [N, width]
    Tensor y = sentence.plus(hidden.apply(dropout.apply(sentence)).relu());
    return head.apply(dropout.apply(y));
  }

  private Tensor read(Tensor x, Tensor isWord) {
    if (gru != null) {
      Tensor lengths = isWord.to(DType.I64).sum(1);
      return x.plus(gru.unroll(x, null, lengths).output());
    }
    return encoder == null ? x : encoder.apply(x, a -> a.padding(isWord.not()));
  }

  @Override
  protected DType inputType() {
    return DType.I64;
  }
}
