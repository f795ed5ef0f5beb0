package io.cotangent.op;

import io.cotangent.Ints;
import io.cotangent.Shape;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * y[…, i, j] = ‖aᵢ − bⱼ‖ₚ for the rows of a [B…, P, M] and b [B…, R, M]. The differences [B…, P, R,
 * M] are never there at once: rows are halved until what is left of them is small.
 */
public record Cdist(double p) implements Composite.WithVjp {
  /** Differences that are made at once. */
  private static final int SMALL = 1 << 19;

  @Override
  public String label() {
    return "cdist";
  }

  @Override
  public int inputs() {
    return 2;
  }

  @Override
  public Tensor decompose(Tensor... in) {
    Tensor a = in[0];
    Tensor b = in[1];
    if (isSmall(a, b)) {
      return differences(a, b).norm(p, -1);
    } else if (a.dim(-2) >= b.dim(-2)) {
      return halves(a, (first, second) -> Tensor.concat(-2, of(first, b), of(second, b)));
    }
    return halves(b, (first, second) -> Tensor.concat(-1, of(a, first), of(a, second)));
  }

  @Override
  public Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    Tensor a = in[0];
    Tensor b = in[1];
    return g ->
        new @Nullable Tensor[] {
          needs[0] ? new Grad(p).of(a, b, g) : null,
          needs[1] ? new Grad(p).of(b, a, g.transpose(-1, -2)) : null
        };
  }

  private static Tensor differences(Tensor a, Tensor b) {
    return a.unsqueeze(-2).minus(b.unsqueeze(-3));
  }

  private static boolean isSmall(Tensor a, Tensor b) {
    Shape batch =
        Shape.broadcast(
            "cdist", a.shape().range(0, a.rank() - 2), b.shape().range(0, b.rank() - 2));
    long rows = (long) a.dim(-2) * b.dim(-2);
    return rows <= 1 || (double) rows * batch.size() * b.dim(-1) <= SMALL;
  }

  private static Tensor halves(Tensor x, BinaryOperator<Tensor> f) {
    int n = x.dim(-2);
    return f.apply(x.slice(-2, Slice.until(n / 2)), x.slice(-2, Slice.from(n / 2)));
  }

  /**
   * The cotangent of a: Σⱼ Gᵢⱼ·δ(aᵢ − bⱼ), δ the gradient of the norm. That of b is the same with
   * both exchanged. Inputs: a, b, G.
   */
  public record Grad(double p) implements Composite {
    @Override
    public String label() {
      return "cdistGrad";
    }

    @Override
    public int inputs() {
      return 3;
    }

    @Override
    public Tensor decompose(Tensor... in) {
      Tensor a = in[0];
      Tensor b = in[1];
      Tensor g = in[2];
      if (isSmall(a, b)) {
        PNorm norm = new PNorm(p, Ints.of(Math.max(a.rank(), b.rank())));
        Tensor d = differences(a, b);
        return norm.pullback(d, norm.of(d), g.unsqueeze(-1)).sum(-2);
      } else if (a.dim(-2) >= b.dim(-2)) {
        int n = a.dim(-2) / 2;
        Tensor top = of(a.slice(-2, Slice.until(n)), b, g.slice(-2, Slice.until(n)));
        Tensor rest = of(a.slice(-2, Slice.from(n)), b, g.slice(-2, Slice.from(n)));
        return Tensor.concat(-2, top, rest);
      }
      int n = b.dim(-2) / 2;
      Tensor left = of(a, b.slice(-2, Slice.until(n)), g.slice(-1, Slice.until(n)));
      return left.plus(of(a, b.slice(-2, Slice.from(n)), g.slice(-1, Slice.from(n))));
    }
  }
}
