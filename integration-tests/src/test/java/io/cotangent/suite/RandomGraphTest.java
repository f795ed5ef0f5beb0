package io.cotangent.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cotangent.Autograd;
import io.cotangent.DType;
import io.cotangent.Gradients;
import io.cotangent.GraphOption;
import io.cotangent.Tensor;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backward through graphs of thousands of nodes, wired at random, against a loop over arrays. */
class RandomGraphTest {
  private static final int LEAVES = 7;

  /** Node k is aₖ·x(i) + bₖ·x(j) of two nodes before it. */
  private record Wiring(int[] i, int[] j, double[] a, double[] b) {
    static Wiring of(int nodes, int reach, Random r) {
      int[] i = new int[nodes];
      int[] j = new int[nodes];
      double[] a = new double[nodes];
      double[] b = new double[nodes];
      for (int k = LEAVES; k < nodes; k++) {
        i[k] = Math.max(0, k - 1 - r.nextInt(reach));
        j[k] = Math.max(0, k - 1 - r.nextInt(reach));
        a[k] = r.nextDouble() - 0.5;
        b[k] = r.nextDouble() - 0.5;
      }
      return new Wiring(i, j, a, b);
    }

    /** The derivatives of the sum of the nodes from some node on. */
    double[] slopes(int summed) {
      int n = i.length;
      double[] g = new double[n];
      for (int k = n - 1; k >= LEAVES; k--) {
        g[k] += k >= summed ? 1 : 0;
        g[i[k]] += a[k] * g[k];
        g[j[k]] += b[k] * g[k];
      }
      return g;
    }

    Tensor sum(Tensor[] leaves, int summed) {
      Tensor[] x = new Tensor[i.length];
      System.arraycopy(leaves, 0, x, 0, LEAVES);
      Tensor total = Tensor.scalar(DType.F64, 0);
      for (int k = LEAVES; k < x.length; k++) {
        x[k] = x[i[k]].times(a[k]).plus(x[j[k]].times(b[k]));
        total = k >= summed ? total.plus(x[k]) : total;
      }
      return total;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100, 1000, 3000})
  void everyLeafGetsTheSumOverAllPaths(int reach) {
    for (int seed = 0; seed < 3; seed++) {
      Wiring w = Wiring.of(3000, reach, new Random(seed));
      int summed = 1000 * seed + 500;
      Tensor[] leaves = new Tensor[LEAVES];
      for (int k = 0; k < LEAVES; k++) {
        leaves[k] = Tensor.scalar(DType.F64, k + 1.0).requiresGrad();
      }
      double[] expected = w.slopes(summed);
      Tensor y = w.sum(leaves, summed);
      for (int turn = 0; turn < 2; turn++) {
        Gradients g = turn == 0 ? y.backward(GraphOption.RETAIN) : y.backward();
        for (int k = 0; k < LEAVES; k++) {
          double got = g.contains(leaves[k]) ? g.get(leaves[k]).item() : 0;
          assertThat(got)
              .as("leaf %s, reach %s, seed %s", k, reach, seed)
              .isCloseTo(expected[k], within(1e-9 * Math.max(1, Math.abs(expected[k]))));
        }
      }
      Tensor product =
          Autograd.grad(t -> w.sum(scaled(leaves, t), summed), Tensor.scalar(DType.F64, 2.0));
      double byAll = 0;
      for (int k = 0; k < LEAVES; k++) {
        byAll += expected[k] * (k + 1);
      }
      assertThat(product.item()).isCloseTo(byAll, within(1e-9 * Math.max(1, Math.abs(byAll))));
    }
  }

  private static Tensor[] scaled(Tensor[] leaves, Tensor by) {
    Tensor[] r = new Tensor[leaves.length];
    for (int k = 0; k < r.length; k++) {
      r[k] = leaves[k].detach().times(by);
    }
    return r;
  }
}
