package io.cotangent.zoo;

import io.cotangent.Scope;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.nn.Dropout;
import io.cotangent.nn.Embedding;
import io.cotangent.nn.Linear;
import io.cotangent.nn.Lstm;
import io.cotangent.nn.RecurrentOutput;
import io.cotangent.op.Recurrence;
import io.cotangent.random.Rng;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent model of characters, as Karpathy's char-rnn: a vector for each character, an LSTM, a
 * linear layer. Sequences may be of any length; each begins with a state of zeros.
 *
 * <p>State names: {@code embedding.weight}, {@code lstm.weight_ih_l0}, …, {@code head.weight}.
 *
 * <pre>{@code
 * CharLstm model = new CharLstm(vocabulary, rng, c -> c.hidden(512).layers(2).dropout(0.2));
 * }</pre>
 */
public final class CharLstm extends LanguageModel {
  private static final long serialVersionUID = 1;

  private final int vocabulary;
  private final Embedding embedding;
  private final Lstm lstm;
  private final Dropout dropout;
  private final Linear head;

  /** With the defaults. */
  public CharLstm(int vocabulary, Rng rng) {
    this(vocabulary, rng, c -> c);
  }

  /** With settings. */
  public CharLstm(int vocabulary, Rng rng, UnaryOperator<CharLstmSettings> settings) {
    CharLstmSettings s = settings.apply(CharLstmSettings.DEFAULT);
    this.vocabulary = vocabulary;
    embedding = child("embedding", new Embedding(vocabulary, s.embedding(), rng));
    lstm =
        child(
            "lstm",
            new Lstm(
                s.embedding(),
                s.hidden(),
                rng,
                r -> r.layers(s.layers()).dropout(s.dropout()).batchFirst(true)));
    dropout = child("dropout", new Dropout(s.dropout(), rng));
    head = child("head", new Linear(s.hidden(), vocabulary, rng));
  }

  @Override
  public int vocabulary() {
    return vocabulary;
  }

  @Override
  protected Tensor forward(Tensor sequences) {
    return head.apply(dropout.apply(lstm.apply(embedding.apply(sequences))));
  }

  /** Begins an empty sequence whose state is kept. */
  @Override
  public Continuation begin() {
    return new Continuation() {
      private Recurrence.@Nullable State state;

      @Override
      public Tensor next(int... tokens) {
        RecurrentOutput r = lstm.unroll(embedding.apply(batch(tokens)), state, null);
        state = new Recurrence.State(kept(r.h()), kept(r.c()));
        return head.apply(r.output().slice(1, Slice.from(-1))).flatten();
      }
    };
  }

  private static Tensor kept(Tensor t) {
    return Scope.outside(t.detach()::copy);
  }
}
