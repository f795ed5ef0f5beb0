package io.cotangent.random;

import io.cotangent.ArgumentException;
import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.op.Reference;
import io.cotangent.spi.Backend;

/**
 * Random numbers as a function of a key and a counter: Philox4x32-10 (Salmon et al., "Parallel
 * Random Numbers: As Easy as 1, 2, 3", SC 2011). The state is two numbers, so it can be saved, and
 * {@link #split} gives independent streams. Not safe for concurrent use.
 */
public final class Rng {
  /** Deviations from the mean beyond which a range lies in a tail. */
  private static final double TAIL = 3;

  private long key;
  private long counter;

  /** A stream of its own for every seed. */
  public Rng(long seed) {
    this(seed, 0);
  }

  /** The stream of a key from a counter on, as {@link #key} and {@link #counter} gave them. */
  public Rng(long key, long counter) {
    this.key = key;
    this.counter = counter;
  }

  /** The key: which stream. */
  public long key() {
    return key;
  }

  /** The counter: how far the stream has come, in blocks of 128 bits. */
  public long counter() {
    return counter;
  }

  /** Goes on as the stream whose {@link #key} and {@link #counter} these were. */
  public void restore(long savedKey, long savedCounter) {
    key = savedKey;
    counter = savedCounter;
  }

  /** Moves to a counter. */
  void seek(long to) {
    counter = to;
  }

  /** An independent stream; advances this one. */
  public Rng split() {
    RngTrace.drawn(this);
    int[] b = new int[4];
    block(counter++, 1, b);
    return new Rng((b[0] & 0xFFFFFFFFL) << 32 | (b[1] & 0xFFFFFFFFL));
  }

  /** The 128 bits at a counter; {@code lane} keeps uses of one key apart. */
  void block(long at, int lane, int[] out) {
    int c0 = (int) at;
    int c1 = (int) (at >>> 32);
    int c2 = lane;
    int c3 = 0;
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < 10; round++) {
      long p0 = (c0 & 0xFFFFFFFFL) * 0xD2511F53L;
      long p1 = (c2 & 0xFFFFFFFFL) * 0xCD9E8D57L;
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += 0x9E3779B9;
      k1 += 0xBB67AE85;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  /** {@code n} numbers uniform in [0, 1) with 53 random bits. */
  public double[] doubles(int n) {
    count("doubles", n);
    RngTrace.drawn(this);
    double[] r = new double[n];
    int[] b = new int[4];
    for (int i = 0; i < n; i += 2) {
      block(counter++, 0, b);
      r[i] = unit(b[0], b[1]);
      if (i + 1 < n) {
        r[i + 1] = unit(b[2], b[3]);
      }
    }
    return r;
  }

  private static void count(String op, int n) {
    if (n < 0) {
      throw new ArgumentException(op + ": " + n + " numbers; pass 0 or more");
    }
  }

  private static double unit(int high, int low) {
    return ((high & 0xFFFFFFFFL) << 21 | (low >>> 11)) * 0x1.0p-53;
  }

  /** One number uniform in [0, 1). */
  public double nextDouble() {
    return doubles(1)[0];
  }

  /** One integer uniform in [0, bound). */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new ArgumentException("nextInt: bound " + bound + " must be positive");
    }
    return (int) (nextDouble() * bound);
  }

  /**
   * {@code n} independent standard normal numbers (Box and Muller 1958), the same on every
   * platform.
   */
  public double[] normals(int n) {
    count("normals", n);
    double[] u = doubles(n + (n & 1));
    for (int i = 0; i < u.length; i += 2) {
      double radius = Math.sqrt(-2 * StrictMath.log(1 - u[i]));
      double angle = 2 * Math.PI * u[i + 1];
      u[i] = radius * StrictMath.cos(angle);
      u[i + 1] = radius * StrictMath.sin(angle);
    }
    return n == u.length ? u : java.util.Arrays.copyOf(u, n);
  }

  /** The numbers 0 … n−1 in random order (Fisher and Yates). */
  public int[] permutation(int n) {
    count("permutation", n);
    int[] p = new int[n];
    double[] u = doubles(n);
    for (int i = 0; i < n; i++) {
      int j = (int) (u[i] * (i + 1));
      p[i] = p[j];
      p[j] = i;
    }
    return p;
  }

  /** A tensor uniform in [low, high), F32 on the current backend. */
  public Tensor uniform(double low, double high, int... shape) {
    return uniform(Backends.current(), DType.F32, low, high, Shape.of(shape));
  }

  /**
   * A tensor uniform in [low, high): rounded to its type a number is neither below {@code low} nor
   * {@code high} itself, unless no number of the type lies between.
   *
   * @throws ArgumentException if {@code low > high}, or they or their distance are not finite
   */
  public Tensor uniform(Backend backend, DType dtype, double low, double high, Shape shape) {
    if (!(low <= high) || Double.isInfinite(high - low)) {
      throw new ArgumentException("uniform: takes finite low <= high, got " + low + " and " + high);
    }
    boolean single = dtype == DType.F32;
    double least = single ? atLeast(low) : low;
    double most = single ? below(high) : Math.nextDown(high);
    double[] u = doubles(shape.size());
    for (int i = 0; i < u.length; i++) {
      double x = low + (high - low) * u[i];
      x = single ? (float) x : x;
      u[i] = least > most ? low : Math.min(Math.max(x, least), most);
    }
    return tensor(backend, dtype, u, shape);
  }

  /** The least F32 that is not below a number. */
  private static double atLeast(double x) {
    float f = (float) x;
    return f < x ? Math.nextUp(f) : f;
  }

  /** The largest F32 below a number. */
  private static double below(double x) {
    float f = (float) x;
    return f < x ? f : Math.nextDown(f);
  }

  /** A tensor of normal numbers, F32 on the current backend. */
  public Tensor normal(double mean, double deviation, int... shape) {
    return normal(Backends.current(), DType.F32, mean, deviation, Shape.of(shape));
  }

  /** A tensor of normal numbers. */
  public Tensor normal(Backend backend, DType dtype, double mean, double deviation, Shape shape) {
    double[] z = normals(shape.size());
    for (int i = 0; i < z.length; i++) {
      z[i] = mean + deviation * z[i];
    }
    return tensor(backend, dtype, z, shape);
  }

  /**
   * A tensor of normal numbers as they are within [low, high], by inverting the distribution
   * function over that range; F32 on the current backend.
   */
  public Tensor truncatedNormal(
      double mean, double deviation, double low, double high, int... shape) {
    if (!(low < high) || !(deviation > 0)) {
      throw new ArgumentException(
          "truncatedNormal: takes low < high and a positive deviation, got "
              + low
              + ", "
              + high
              + ", "
              + deviation);
    }
    double a = (low - mean) / deviation;
    double b = (high - mean) / deviation;
    // In a tail the distribution function is exact where it is small: on the left.
    boolean right = a > TAIL;
    boolean tail = right || b < -TAIL;
    double from = Reference.normalCdf(right ? -b : a);
    double to = Reference.normalCdf(right ? -a : b);
    double[] u = doubles(Shape.of(shape).size());
    for (int i = 0; i < u.length; i++) {
      double p = from + (to - from) * u[i];
      double z = tail ? Reference.tailQuantile(p) : Math.sqrt(2) * Reference.erfinv(2 * p - 1);
      double x = Double.isInfinite(z) ? (right ? low : high) : mean + deviation * (right ? -z : z);
      u[i] = Math.min(Math.max((float) x, atLeast(low)), -atLeast(-high));
    }
    return tensor(Backends.current(), DType.F32, u, Shape.of(shape));
  }

  /** A tensor of BOOL, true with probability p. */
  public Tensor bernoulli(double p, int... shape) {
    if (!(p >= 0 && p <= 1)) {
      throw new ArgumentException("bernoulli: p = " + p + " is outside [0, 1]");
    }
    return bernoulli(Tensor.full(Backends.current(), DType.F64, p, Shape.of(shape)));
  }

  /** A tensor of BOOL, true with the probability that an element says. */
  public Tensor bernoulli(Tensor probabilities) {
    double[] p = probabilities.detach().toDoubles();
    double[] u = doubles(p.length);
    boolean[] r = new boolean[p.length];
    for (int i = 0; i < r.length; i++) {
      if (!(p[i] >= 0 && p[i] <= 1)) {
        throw new ArgumentException("bernoulli: probability " + p[i] + " is outside [0, 1]");
      }
      r[i] = u[i] < p[i];
    }
    return Tensor.of(probabilities.backend(), r, probabilities.shape());
  }

  /**
   * Numbers (I64) drawn with probabilities in proportion to weights [C], or to each row of [N, C]:
   * [draws] or [N, draws].
   *
   * @param replace whether a number may come up again
   */
  public Tensor multinomial(Tensor weights, int draws, boolean replace) {
    if (weights.rank() != 1 && weights.rank() != 2) {
      throw new ShapeException(
          "multinomial: weights must be [C] or [N, C], got " + weights.shape());
    }
    count("multinomial", draws);
    int classes = weights.dim(-1);
    int rows = weights.rank() == 1 ? 1 : weights.dim(0);
    double[] w = weights.detach().toDoubles();
    long[] r = new long[Shape.of(rows, draws).size()];
    for (int n = 0; n < rows; n++) {
      double[] left = java.util.Arrays.copyOfRange(w, n * classes, (n + 1) * classes);
      double[] u = doubles(draws);
      for (int k = 0; k < draws; k++) {
        int drawn = draw(left, u[k]);
        r[n * draws + k] = drawn;
        left[drawn] = replace ? left[drawn] : 0;
      }
    }
    Shape shape = weights.rank() == 1 ? Shape.of(draws) : Shape.of(rows, draws);
    return Tensor.of(weights.backend(), r, shape);
  }

  private static int draw(double[] weights, double u) {
    double total = 0;
    int last = -1;
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
        throw new ArgumentException(
            "multinomial: weight " + weights[i] + " must be finite and not negative");
      }
      total += weights[i];
      last = weights[i] > 0 ? i : last;
    }
    if (last < 0) {
      throw new ArgumentException("multinomial: no class with a positive weight is left to draw");
    }
    double at = u * total;
    for (int i = 0; i < last; i++) {
      at -= weights[i];
      if (at < 0 && weights[i] > 0) {
        return i;
      }
    }
    return last;
  }

  /**
   * What dropout multiplies by: 0 with probability p, else 1/(1 − p), in the shape, type and
   * backend of a tensor.
   */
  public Tensor dropoutMask(double p, Tensor like) {
    if (!(p >= 0 && p < 1)) {
      throw new ArgumentException("dropout: p = " + p + " is outside [0, 1)");
    }
    Tensor kept = uniform(like.backend(), like.dtype(), 0, 1, like.shape()).ge(p);
    return kept.to(like.dtype()).times(1 / (1 - p));
  }

  private static Tensor tensor(Backend backend, DType dtype, double[] values, Shape shape) {
    if (dtype == DType.F64) {
      return Tensor.of(backend, values, shape);
    }
    if (!dtype.isFloat()) {
      return Tensor.of(backend, values, shape).to(dtype);
    }
    float[] f = new float[values.length];
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) values[i];
    }
    return Tensor.of(backend, f, shape);
  }
}
