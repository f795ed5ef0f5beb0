package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Memory;
import io.cotangent.spi.Backend;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The elementwise operations {@code y = f(x)}, a row each: reference maths in F64, the same in
 * integers where it is closed over them, and the pullback {@code g ↦ g·f′(x)}, which keeps just
 * what it mentions of {@code x} and {@code y}.
 */
public enum Unary implements Op {
  NEG(x -> -x, x -> -x, (x, y) -> g -> g.neg()),
  /** |x|, with derivative 0 at 0. */
  ABS(Math::abs, Math::abs, (x, y) -> g -> Masks.signed(g, x)),
  /** 1, 0 or −1; 0 for NaN. */
  SIGN(x -> x > 0 ? 1 : x < 0 ? -1 : 0, x -> Long.signum(x), (x, y) -> g -> g.zerosLike()),
  FLOOR(Math::floor, x -> x, (x, y) -> g -> g.zerosLike()),
  CEIL(Math::ceil, x -> x, (x, y) -> g -> g.zerosLike()),
  /** The nearest integer, halves to even. */
  ROUND(Math::rint, x -> x, (x, y) -> g -> g.zerosLike()),
  TRUNC(x -> x < 0 ? Math.ceil(x) : Math.floor(x), x -> x, (x, y) -> g -> g.zerosLike()),
  SQUARE(x -> x * x, x -> x * x, (x, y) -> g -> g.times(x).times(2)),
  RECIPROCAL(x -> 1 / x, null, (x, y) -> g -> g.times(y).times(y).neg()),
  SQRT(Math::sqrt, null, (x, y) -> g -> g.div(y).times(0.5)),
  RSQRT(x -> 1 / Math.sqrt(x), null, (x, y) -> g -> g.times(y).times(y.square()).times(-0.5)),
  EXP(StrictMath::exp, null, (x, y) -> g -> g.times(y)),
  EXP2(x -> StrictMath.pow(2, x), null, (x, y) -> g -> g.times(y).times(Reference.LN2)),
  /** eˣ − 1, without cancellation near 0. */
  EXPM1(StrictMath::expm1, null, (x, y) -> g -> g.times(x.exp())),
  LOG(StrictMath::log, null, (x, y) -> g -> g.div(x)),
  LOG2(Reference::log2, null, (x, y) -> g -> g.div(x).times(1 / Reference.LN2)),
  LOG10(StrictMath::log10, null, (x, y) -> g -> g.div(x).times(1 / StrictMath.log(10))),
  /** log(1 + x), without cancellation near 0. */
  LOG1P(StrictMath::log1p, null, (x, y) -> g -> g.div(x.plus(1))),
  SIN(StrictMath::sin, null, (x, y) -> g -> g.times(x.cos())),
  COS(StrictMath::cos, null, (x, y) -> g -> g.times(x.sin()).neg()),
  TAN(StrictMath::tan, null, (x, y) -> g -> g.times(y.square().plus(1))),
  ASIN(StrictMath::asin, null, (x, y) -> g -> g.times(oneMinusSquare(x).rsqrt())),
  ACOS(StrictMath::acos, null, (x, y) -> g -> g.times(oneMinusSquare(x).rsqrt()).neg()),
  ATAN(StrictMath::atan, null, (x, y) -> g -> g.div(x.square().plus(1))),
  SINH(StrictMath::sinh, null, (x, y) -> g -> g.times(x.cosh())),
  COSH(StrictMath::cosh, null, (x, y) -> g -> g.times(x.sinh())),
  ASINH(Reference::asinh, null, (x, y) -> g -> g.div(x.hypot(x.onesLike()))),
  ACOSH(
      Reference::acosh, null, (x, y) -> g -> g.times(x.minus(1).rsqrt()).times(x.plus(1).rsqrt())),
  ATANH(Reference::atanh, null, (x, y) -> g -> g.div(oneMinusSquare(x))),
  TANH(StrictMath::tanh, null, (x, y) -> g -> Binary.TANH_GRAD.of(g, y)),
  SIGMOID(Reference::sigmoid, null, (x, y) -> g -> Binary.SIGMOID_GRAD.of(g, y)),
  /** erf(x) = 2/√π ∫₀ˣ exp(−t²) dt. */
  ERF(
      Reference::erf,
      null,
      (x, y) -> g -> g.times(x.square().neg().exp()).times(2 / Math.sqrt(Math.PI))),
  /** 1 − erf(x), accurate where it is tiny. */
  ERFC(
      Reference::erfc,
      null,
      (x, y) -> g -> g.times(x.square().neg().exp()).times(-2 / Math.sqrt(Math.PI))),
  /** The inverse of erf. */
  ERFINV(
      Reference::erfinv,
      null,
      (x, y) -> g -> g.times(y.square().exp()).times(Math.sqrt(Math.PI) / 2)),
  /** log |Γ(x)|. */
  LGAMMA(Reference::lgamma, null, (x, y) -> g -> g.times(x.digamma())),
  /** ψ(x) = Γ′(x)/Γ(x). */
  DIGAMMA(Reference::digamma, null, (x, y) -> g -> g.times(x.polygamma(1))),
  /** max(x, 0), with derivative 0 at 0. */
  RELU(x -> Math.max(x, 0), x -> Math.max(x, 0), (x, y) -> g -> Binary.RELU_GRAD.of(g, y)),
  /** x·Φ(x), Φ the normal distribution function (Hendrycks and Gimpel 2016). */
  GELU(x -> x * Reference.normalCdf(x), null, (x, y) -> g -> Binary.GELU_GRAD.of(g, x)),
  /** x·σ(x) (Elfwing et al. 2017). */
  SILU(x -> x * Reference.sigmoid(x), null, (x, y) -> g -> Binary.SILU_GRAD.of(g, x)),
  /** log(1 + eˣ). */
  SOFTPLUS(
      x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))),
      null,
      (x, y) -> g -> g.times(x.sigmoid())),
  NOT(Domain.LOGICAL, x -> x == 0 ? 1 : 0, x -> x == 0 ? 1 : 0, null);

  private final String label = Labels.of(this);
  private final Domain domain;
  private final DoubleUnaryOperator reference;
  private final @Nullable LongUnaryOperator integers;
  private final @Nullable Partial partial;

  /** The pullback of one call, from its input and its output. */
  private interface Partial {
    Pullback of(Tensor x, Tensor y);
  }

  Unary(DoubleUnaryOperator reference, @Nullable LongUnaryOperator integers, Partial partial) {
    this(integers == null ? Domain.FLOAT : Domain.NUMERIC, reference, integers, partial);
  }

  Unary(
      Domain domain,
      DoubleUnaryOperator reference,
      @Nullable LongUnaryOperator integers,
      @Nullable Partial partial) {
    this.domain = domain;
    this.reference = reference;
    this.integers = integers;
    this.partial = partial;
  }

  /** 1 − x², of the value of (1 − x)·(1 + x), which does not cancel near ±1. */
  private static Tensor oneMinusSquare(Tensor x) {
    Tensor still = x.detach();
    Tensor square = x.square();
    return still.neg().plus(1).times(still.plus(1)).plus(square.detach().minus(square));
  }

  /** Applies this to every element; integers become F32 where the maths leaves them. */
  public Tensor of(Tensor x) {
    return Dispatch.apply(this, x);
  }

  /** The reference maths, in F64. */
  public DoubleUnaryOperator reference() {
    return reference;
  }

  /** The reference maths in integers, null where the operation is not closed over them. */
  public @Nullable LongUnaryOperator integers() {
    return integers;
  }

  /** Whether a gradient flows through. */
  public boolean isDifferentiable() {
    return partial != null;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public Tensor forward(Tensor... in) {
    Tensor x = in[0];
    DType t = domain.operandType(label(), x.dtype());
    Backend backend = x.backend();
    Shape shape = x.shape();
    Tensor y = Memory.allocate(backend, domain.resultType(t), shape);
    backend.unary(this, Memory.operand(Memory.cast(x, t)), Handle.operand(y));
    return y;
  }

  @Override
  public @Nullable Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    if (partial == null) {
      return null;
    }
    Pullback p = partial.of(in[0], out);
    return g -> new Tensor[] {p.of(g)};
  }
}
