package io.cotangent.zoo;

import io.cotangent.Autograd;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.nn.Layer;
import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.List;

/**
 * A model of sequences of tokens: tokens [N, T], I64, to the logits of the token that follows each,
 * [N, T, vocabulary].
 */
public abstract class LanguageModel extends Layer {
  private static final long serialVersionUID = 1;

  /** For authors of models. */
  protected LanguageModel() {}

  /** A sequence that goes on a token at a time, without computing again what came before. */
  public interface Continuation {
    /**
     * Takes the sequence on by some tokens.
     *
     * @param tokens one or more
     * @return the logits of the token after them, [vocabulary]
     */
    Tensor next(int... tokens);
  }

  /** How many kinds of tokens there are. */
  public abstract int vocabulary();

  /** Begins an empty sequence. Its model must not be trained while it is used. */
  public abstract Continuation begin();

  /**
   * Goes on with a text: each token is drawn from what the model expects after all before it, in
   * evaluation mode.
   *
   * @param prompt what the text begins with, one token or more
   * @param count how many tokens to add
   * @param sampling how they are drawn
   * @return the tokens that were added
   */
  public final int[] generate(int[] prompt, int count, Sampling sampling, Rng rng) {
    return evaluating(
        () ->
            Autograd.noGrad(
                () -> {
                  Continuation text = begin();
                  List<Integer> added = new ArrayList<>();
                  int[] latest = prompt;
                  while (added.size() < count) {
                    try (Scope scope = Scope.open("token")) {
                      int token = sampling.draw(text.next(latest).toFloats(), rng);
                      added.add(token);
                      latest = new int[] {token};
                    }
                  }
                  return added.stream().mapToInt(Integer::intValue).toArray();
                }));
  }

  /** Tokens as a batch of one sequence, [1, T]. */
  static Tensor batch(int... tokens) {
    long[] all = new long[tokens.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = tokens[i];
    }
    return Tensor.of(all).unsqueeze(0);
  }
}
