package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.cotangent.Backends;
import io.cotangent.CotangentException;
import io.cotangent.DType;
import io.cotangent.Index;
import io.cotangent.Shape;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.jvm.JvmBackend;
import io.cotangent.jvm.Settings;
import io.cotangent.kit.OracleBackend;
import io.cotangent.loss.Losses;
import io.cotangent.op.Convolution;
import io.cotangent.op.Lookup;
import io.cotangent.op.Normalization;
import io.cotangent.op.Pooling;
import io.cotangent.op.Resampling;
import io.cotangent.random.Rng;
import io.cotangent.spi.Backend;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Random chains of operations against the oracle and ND4J; random malformed calls. */
class FuzzTest {
  private static final int CHAINS = 100_000;
  private static final int CALLS = 50_000;

  private final Backend oracle = new OracleBackend();
  private final Backend jvm = new JvmBackend(new Settings("vector", 1));
  private final Backend nd4j = Backends.get("nd4j");

  private record Result(double[] values, Shape shape, double[] gradient) {}

  private static Result run(Fuzzer.Program p, Backend b) {
    Tensor x = p.start(b).requiresGrad();
    Tensor y = p.run(x);
    if (!y.isTracked()) {
      return new Result(y.toDoubles(), y.shape(), new double[0]);
    }
    Tensor weight = Tensor.arange(b, DType.I64, y.size()).to(y.dtype()).times(0.37).cos();
    double[] g = y.backward(weight.reshape(y.shape())).get(x).toDoubles();
    return new Result(y.toDoubles(), y.shape(), g);
  }

  private static void same(Fuzzer.Program p, String what, double[] a, double[] e) {
    double size = 1;
    for (double v : e) {
      size = Math.max(size, Math.abs(v));
    }
    // Chains of up to ten operations, some of which multiply an error by their slope.
    double tolerance = (p.dtype() == DType.F32 ? 2e-4 : 1e-10) * size;
    for (int i = 0; i < e.length; i++) {
      boolean same = Double.compare(a[i] + 0.0, e[i] + 0.0) == 0;
      if (!same && !(Math.abs(a[i] - e[i]) <= tolerance)) {
        fail(what + " " + i + " is " + a[i] + " instead of " + e[i] + "; " + p);
      }
    }
  }

  @Test
  void randomChainsAgreeWithTheOracleAndWithNd4j() {
    for (long seed = 0; seed < CHAINS; seed++) {
      Fuzzer.Program p = Fuzzer.program(seed, jvm);
      Result actual = run(p, jvm);
      for (Backend other : List.of(oracle, nd4j)) {
        Result expected = run(p, other);
        assertThat(actual.shape()).as(p.toString()).isEqualTo(expected.shape());
        same(p, "against " + other.name() + ", element", actual.values(), expected.values());
        same(p, "against " + other.name() + ", gradient", actual.gradient(), expected.gradient());
      }
    }
  }

  // ---- malformed calls ----

  private static int[] ints(Rng r, int most) {
    int[] a = new int[r.nextInt(4)];
    Arrays.setAll(a, i -> r.nextInt(2 * most + 1) - most);
    return a;
  }

  private static Tensor tensor(Rng r, Backend b) {
    int[] d = new int[r.nextInt(4)];
    Arrays.setAll(d, i -> r.nextInt(4));
    DType t = DType.values()[r.nextInt(5)];
    return r.uniform(b, DType.F64, -3, 3, Shape.of(d)).to(t);
  }

  private static String equation(Rng r) {
    StringBuilder s = new StringBuilder();
    for (int i = r.nextInt(9); i >= 0; i--) {
      s.append("ijk,.->A 1".charAt(r.nextInt(10)));
    }
    return s.toString();
  }

  private static final List<Function<Rng, Function<Tensor[], Object>>> CALLS_OF =
      List.of(
          r -> in -> in[0].plus(in[1]),
          r -> in -> in[0].matmul(in[1]),
          r -> in -> in[0].where(in[1], in[2]),
          r -> in -> in[0].floorDiv(in[1]),
          r -> in -> in[0].and(in[1]),
          r -> in -> in[0].atan2(in[1]),
          r -> in -> in[0].log(),
          r -> in -> in[0].not(),
          r -> in -> in[0].sum(ints(r, 4)),
          r -> in -> in[0].max(ints(r, 4)),
          r -> in -> in[0].prod(ints(r, 4)),
          r -> in -> in[0].mean(ints(r, 4)),
          r -> in -> in[0].norm(r.nextInt(4), ints(r, 4)),
          r -> in -> in[0].argmax(r.nextInt(9) - 4),
          r -> in -> in[0].softmax(r.nextInt(9) - 4),
          r -> in -> in[0].cumsum(r.nextInt(9) - 4),
          r -> in -> in[0].cummax(r.nextInt(9) - 4),
          r -> in -> in[0].sort(r.nextInt(9) - 4, true),
          r -> in -> in[0].topk(r.nextInt(5) - 1, r.nextInt(9) - 4, true),
          r -> in -> in[0].kthValue(r.nextInt(5) - 1, r.nextInt(9) - 4, true),
          r -> in -> in[0].median(r.nextInt(9) - 4, true),
          r -> in -> in[0].reshape(ints(r, 4)),
          r -> in -> in[0].permute(ints(r, 4)),
          r -> in -> in[0].transpose(r.nextInt(9) - 4, r.nextInt(9) - 4),
          r -> in -> in[0].expand(ints(r, 4)),
          r -> in -> in[0].squeeze(r.nextInt(9) - 4),
          r -> in -> in[0].unsqueeze(r.nextInt(11) - 5),
          r -> in -> in[0].flip(ints(r, 4)),
          r -> in -> in[0].roll(ints(r, 4), ints(r, 4)),
          r -> in -> in[0].repeat(ints(r, 3)),
          r -> in -> in[0].tile(ints(r, 3)),
          r -> in -> in[0].diagonal(r.nextInt(7) - 3, r.nextInt(9) - 4, r.nextInt(9) - 4),
          r -> in -> in[0].diag(r.nextInt(7) - 3),
          r -> in -> in[0].tril(r.nextInt(7) - 3),
          r -> in -> in[0].unfold(r.nextInt(9) - 4, r.nextInt(4), r.nextInt(4)),
          r -> in -> in[0].movedim(ints(r, 3), ints(r, 3)),
          r -> in -> in[0].flatten(r.nextInt(9) - 4, r.nextInt(9) - 4),
          r -> in -> in[0].unflatten(r.nextInt(9) - 4, ints(r, 4)),
          r -> in -> in[0].slice(r.nextInt(9) - 4, Slice.of(r.nextInt(9) - 4, r.nextInt(9) - 4)),
          r -> in -> in[0].get(ints(r, 4)),
          r -> in -> in[0].pad(1.0, ints(r, 3)),
          r -> in -> in[0].pad(io.cotangent.op.PadMode.REFLECT, ints(r, 3)),
          r -> in -> in[0].split(ints(r, 4), r.nextInt(9) - 4),
          r -> in -> in[0].chunk(r.nextInt(5) - 1, r.nextInt(9) - 4),
          r -> in -> in[0].gather(r.nextInt(9) - 4, in[1]),
          r -> in -> in[0].scatterAdd(r.nextInt(9) - 4, in[1], in[2]),
          r -> in -> in[0].scatter(r.nextInt(9) - 4, in[1], in[2]),
          r -> in -> in[0].indexSelect(r.nextInt(9) - 4, in[1]),
          r -> in -> in[0].indexCopy(r.nextInt(9) - 4, in[1], in[2]),
          r -> in -> in[0].indexPut(in[1], true, Index.of(in[2])),
          r -> in -> in[0].index(Index.of(in[1]), Index.of(in[2])),
          r -> in -> in[0].index(Index.ellipsis(), Index.at(r.nextInt(9) - 4), Index.of(in[1])),
          r -> in -> in[0].take(in[1]),
          r -> in -> in[0].takeAlongAxis(r.nextInt(9) - 4, in[1]),
          r -> in -> in[0].maskedSelect(in[1]),
          r -> in -> in[0].maskedFill(in[1], 2),
          r -> in -> in[0].maskedScatter(in[1], in[2]),
          r -> in -> in[0].searchSorted(in[1], true),
          r -> in -> in[0].binCount(r.nextInt(4)),
          r -> in -> in[0].oneHot(r.nextInt(4)),
          r -> in -> in[0].outer(in[1]),
          r -> in -> in[0].kron(in[1]),
          r -> in -> in[0].cdist(in[1], 2),
          r -> in -> in[0].tensordot(in[1], ints(r, 3), ints(r, 3)),
          r -> in -> in[0].linear(in[1], in[2]),
          r -> in -> Losses.crossEntropy(in[0], in[1]),
          r -> in -> Tensor.concat(r.nextInt(9) - 4, in[0], in[1]),
          r -> in -> Tensor.stack(r.nextInt(9) - 4, in[0], in[1]),
          r -> in -> Tensor.einsum(equation(r), in[0], in[1]),
          r -> in -> Tensor.einsum(equation(r), in[0]),
          r -> in -> Convolution.DEFAULT.groups(1 + r.nextInt(2)).apply(in[0], in[1], in[2]),
          r -> in -> Convolution.DEFAULT.stride(1 + r.nextInt(2)).transposed(in[0], in[1], null),
          r -> in -> Pooling.of(1 + r.nextInt(3)).max(in[0]),
          r -> in -> Pooling.of(1 + r.nextInt(3), 2).padding(1).average(in[0]),
          r -> in -> Pooling.adaptiveMax(in[0], ints(r, 3)),
          r -> in -> Normalization.layerNorm(in[0], ints(r, 3), in[1], in[2], 1e-5),
          r -> in -> Normalization.groupNorm(in[0], r.nextInt(4), in[1], in[2], 1e-5),
          r -> in -> Normalization.batchNorm(in[0], in[1], in[2], 1e-5),
          r -> in -> Lookup.embedding(in[0], in[1], r.nextInt(5) - 2),
          r -> in -> Resampling.interpolate(in[0], Resampling.Mode.LINEAR, true, ints(r, 3)),
          r -> in -> Resampling.pixelShuffle(in[0], r.nextInt(3)));

  @Test
  void malformedCallsThrowOnlyDocumentedExceptionsAndLeaveInputsIntact() {
    int refused = 0;
    for (long seed = 0; seed < CALLS; seed++) {
      Rng r = new Rng(seed);
      Tensor[] in = {tensor(r, jvm), tensor(r, jvm), tensor(r, jvm)};
      double[][] before = new double[in.length][];
      Arrays.setAll(before, i -> in[i].toDoubles());
      int which = r.nextInt(CALLS_OF.size());
      try {
        Object unused = CALLS_OF.get(which).apply(r).apply(in);
      } catch (CotangentException e) {
        refused++;
        assertThat(e.getMessage()).as("seed " + seed).isNotBlank();
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "seed "
                + seed
                + ", call "
                + which
                + " of "
                + Arrays.toString(Arrays.stream(in).map(t -> t.dtype() + "" + t.shape()).toArray()),
            e);
      }
      for (int i = 0; i < in.length; i++) {
        assertThat(in[i].toDoubles()).as("input " + i + ", seed " + seed).isEqualTo(before[i]);
      }
    }
    assertThat(refused).isGreaterThan(CALLS / 4).isLessThan(CALLS);
  }
}
