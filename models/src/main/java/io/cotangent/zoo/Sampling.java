package io.cotangent.zoo;

import io.cotangent.ArgumentException;
import io.cotangent.random.Rng;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How a token is drawn from logits z, immutable: of the k most probable ones, and of these the most
 * probable whose probabilities reach p together ("nucleus", Holtzman et al. 2020), each with a
 * probability proportional to exp(z/temperature).
 *
 * @param temperature below 1 more careful, above 1 more daring; 0 takes the most probable token
 * @param topK how many tokens are considered at most; 0 for all
 * @param topP which sum of probabilities suffices, in (0, 1]; 1 for all tokens
 */
public record Sampling(double temperature, int topK, double topP) {
  /** The model's own probabilities. */
  public static final Sampling DEFAULT = new Sampling(1, 0, 1);

  /** Checks the settings. */
  public Sampling {
    if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new ArgumentException("temperature: " + temperature + " must be finite, 0 or more");
    }
    if (topK < 0) {
      throw new ArgumentException("top-k: " + topK + " must be 0, for all tokens, or more");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new ArgumentException("top-p: " + topP + " must be above 0 and at most 1");
    }
  }

  /** With another temperature. */
  public Sampling temperature(double t) {
    return new Sampling(t, topK, topP);
  }

  /** Of the k most probable tokens. */
  public Sampling topK(int k) {
    return new Sampling(temperature, k, topP);
  }

  /** Of the most probable tokens that reach a probability together. */
  public Sampling topP(double p) {
    return new Sampling(temperature, topK, p);
  }

  /** Draws a token; of equal logits the one with the lower number comes first. */
  public int draw(float[] logits, Rng rng) {
    int[] order =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -logits[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    if (temperature == 0) {
      return order[0];
    }
    double[] p = probabilities(logits, order);
    double at = rng.nextDouble() * Arrays.stream(p).sum();
    int i = 0;
    for (double sum = p[0]; sum <= at && i < p.length - 1; sum += p[i]) {
      i++;
    }
    return order[i];
  }

  /** The weights of the tokens that are considered, the most probable one first. */
  private double[] probabilities(float[] logits, int[] order) {
    double largest = logits[order[0]];
    double[] p =
        Arrays.stream(order)
            .limit(topK == 0 ? order.length : topK)
            .mapToDouble(i -> StrictMath.exp((logits[i] - largest) / temperature))
            .toArray();
    double enough = topP * Arrays.stream(p).sum();
    int n = 0;
    for (double sum = 0; n < p.length && (n == 0 || sum < enough); n++) {
      sum += p[n];
    }
    return topP == 1 ? p : Arrays.copyOf(p, n);
  }
}
