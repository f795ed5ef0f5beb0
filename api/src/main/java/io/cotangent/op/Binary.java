package io.cotangent.op;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.autograd.Handle;
import io.cotangent.autograd.Memory;
import io.cotangent.spi.Backend;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The elementwise operations {@code y = f(a, b)} with broadcasting, a row each: reference maths in
 * F64, the same in integers where it is closed over them, and the pullbacks {@code g ↦ g·∂f/∂a} and
 * {@code g ↦ g·∂f/∂b}.
 */
public enum Binary implements Op {
  ADD((a, b) -> a + b, (a, b) -> a + b, (a, b, y) -> g -> g, (a, b, y) -> g -> g),
  SUB((a, b) -> a - b, (a, b) -> a - b, (a, b, y) -> g -> g, (a, b, y) -> g -> g.neg()),
  MUL((a, b) -> a * b, (a, b) -> a * b, (a, b, y) -> g -> g.times(b), (a, b, y) -> g -> g.times(a)),
  DIV((a, b) -> a / b, null, (a, b, y) -> g -> g.div(b), (a, b, y) -> g -> g.times(y).div(b).neg()),
  /** aᵇ; the derivative by a is 0 where b = 0, that by b is 0 where a = 0 and b ≥ 0. */
  POW(
      Reference::pow,
      Reference::pow,
      (a, b, y) -> g -> powByBase(g, a, b),
      (a, b, y) -> g -> powByExponent(g, a, b)),
  /** The remainder with the dividend's sign, Java's and Kotlin's {@code %}, C's {@code fmod}. */
  REM(
      (a, b) -> a % b,
      Reference::rem,
      (a, b, y) -> g -> g,
      (a, b, y) -> g -> g.times(a.minus(y).div(b).round()).neg()),
  /** The remainder with the divisor's sign, a − b·⌊a/b⌋. */
  REMAINDER(
      Reference::remainder,
      Reference::remainder,
      (a, b, y) -> g -> g,
      (a, b, y) -> g -> g.times(a.floorDiv(b)).neg()),
  /** ⌊a/b⌋; no gradient flows. */
  FLOOR_DIV(
      Reference::floorDiv,
      Reference::floorDiv,
      (a, b, y) -> g -> g.zerosLike(),
      (a, b, y) -> g -> g.zerosLike()),
  /** a/b rounded towards 0; no gradient flows. */
  TRUNC_DIV(
      Reference::truncDiv,
      Reference::truncDiv,
      (a, b, y) -> g -> g.zerosLike(),
      (a, b, y) -> g -> g.zerosLike()),
  /** The angle of the point (b, a), in (−π, π]; its derivatives at (0, 0) are 0. */
  ATAN2(
      StrictMath::atan2,
      null,
      (a, b, y) -> g -> turn(g, b, a.hypot(b)),
      (a, b, y) -> g -> turn(g, a, a.hypot(b)).neg()),
  /** √(a² + b²), without overflow on the way; its derivatives at (0, 0) are 0. */
  HYPOT(
      StrictMath::hypot, null, (a, b, y) -> g -> ratio(g, a, y), (a, b, y) -> g -> ratio(g, b, y)),
  /** log(eᵃ + eᵇ), without overflow on the way; where both are −∞ its derivatives are 0. */
  LOGADDEXP(
      Reference::logaddexp,
      null,
      (a, b, y) -> g -> g.times(Masks.excess(a, b).sigmoid()),
      (a, b, y) -> g -> g.times(Masks.excess(b, a).sigmoid())),
  /** a·log b, and 0 where a = 0 unless b is NaN; its derivatives at (0, 0) are 0. */
  XLOGY(
      Reference::xlogy,
      null,
      (a, b, y) -> g -> xlogyByFactor(g, a, b),
      (a, b, y) -> g -> xlogyByArgument(g, a, b)),
  /** ψ⁽ᵃ⁾(b), the derivative of order a of digamma at b; none flows to a, which is an integer. */
  POLYGAMMA(
      Reference::polygamma,
      null,
      (a, b, y) -> g -> g.zerosLike(),
      (a, b, y) -> g -> g.times(polygamma(a.plus(1), b))),
  /** The larger; equal ones share the gradient, beside NaN each gets all of it. */
  MAXIMUM(
      Math::max,
      Math::max,
      (a, b, y) -> g -> share(g, a.lt(b), a.eq(b)),
      (a, b, y) -> g -> share(g, b.lt(a), a.eq(b))),
  /** The smaller; equal ones share the gradient, beside NaN each gets all of it. */
  MINIMUM(
      Math::min,
      Math::min,
      (a, b, y) -> g -> share(g, a.gt(b), a.eq(b)),
      (a, b, y) -> g -> share(g, b.gt(a), a.eq(b))),

  EQ(Domain.COMPARISON, (a, b) -> a == b ? 1 : 0, (a, b) -> a == b ? 1 : 0),
  NE(Domain.COMPARISON, (a, b) -> a != b ? 1 : 0, (a, b) -> a != b ? 1 : 0),
  LT(Domain.COMPARISON, (a, b) -> a < b ? 1 : 0, (a, b) -> a < b ? 1 : 0),
  LE(Domain.COMPARISON, (a, b) -> a <= b ? 1 : 0, (a, b) -> a <= b ? 1 : 0),
  GT(Domain.COMPARISON, (a, b) -> a > b ? 1 : 0, (a, b) -> a > b ? 1 : 0),
  GE(Domain.COMPARISON, (a, b) -> a >= b ? 1 : 0, (a, b) -> a >= b ? 1 : 0),
  AND(Domain.LOGICAL, (a, b) -> a * b, (a, b) -> a & b),
  OR(Domain.LOGICAL, Math::max, (a, b) -> a | b),
  XOR(Domain.LOGICAL, (a, b) -> a == b ? 0 : 1, (a, b) -> a ^ b),

  /** Backward of relu, from its output: 0 where y ≤ 0, else g. */
  RELU_GRAD((g, y) -> y <= 0 ? 0 : g, (g, y, z) -> h -> h.zerosLike()),
  /** Backward of tanh, from its output: g·(1 − y²). */
  TANH_GRAD((g, y) -> g * (1 - y * y), (g, y, z) -> h -> h.times(g).times(y).times(-2)),
  /** Backward of sigmoid, from its output: g·y·(1 − y). */
  SIGMOID_GRAD((g, y) -> g * y * (1 - y), (g, y, z) -> h -> h.times(g).times(y.times(-2).plus(1))),
  /**
   * Backward of gelu, from its input: g·(Φ(x) + x·φ(x)); the second derivative is φ(x)·(2 − x²).
   */
  GELU_GRAD(
      (g, x) -> g * (Reference.normalCdf(x) + x * Reference.normalPdf(x)),
      (g, x, z) ->
          h -> {
            Tensor square = x.clamp(-40, 40).square(); // beyond, φ is 0 in every type
            Tensor bend = square.times(-0.5).exp().times(square.neg().plus(2));
            return h.times(g).times(bend).times(1 / Math.sqrt(2 * Math.PI));
          }),
  /**
   * Backward of silu, from its input: g·s·(1 + x·(1 − s)), s = σ(x); the second derivative is s(1 −
   * s)(2 + x(1 − 2s)).
   */
  SILU_GRAD(
      (g, x) -> g * Reference.sigmoid(x) * (1 + x * (1 - Reference.sigmoid(x))),
      (g, x, z) ->
          h -> {
            Tensor s = x.sigmoid();
            Tensor bend = x.times(s.times(-2).plus(1)).plus(2);
            return SIGMOID_GRAD.of(h.times(g), s).times(bend);
          });

  private final String label = Labels.of(this);
  private final Domain domain;
  private final DoubleBinaryOperator reference;
  private final @Nullable LongBinaryOperator integers;
  private final @Nullable Partial byA;
  private final @Nullable Partial byB;

  /** The pullback of one call to one input, from its inputs and its output. */
  private interface Partial {
    Pullback of(Tensor a, Tensor b, Tensor y);
  }

  Binary(
      DoubleBinaryOperator reference,
      @Nullable LongBinaryOperator integers,
      Partial byA,
      Partial byB) {
    this.domain = integers == null ? Domain.FLOAT : Domain.NUMERIC;
    this.reference = reference;
    this.integers = integers;
    this.byA = byA;
    this.byB = byB;
  }

  /** A backward operation: linear in the cotangent, its first operand. */
  Binary(DoubleBinaryOperator reference, Partial byB) {
    this.domain = Domain.FLOAT;
    this.reference = reference;
    this.integers = null;
    this.byA = (g, x, z) -> h -> of(h, x);
    this.byB = byB;
  }

  Binary(Domain domain, DoubleBinaryOperator reference, LongBinaryOperator integers) {
    this.domain = domain;
    this.reference = reference;
    this.integers = integers;
    this.byA = null;
    this.byB = null;
  }

  private static Tensor polygamma(Tensor order, Tensor x) {
    return POLYGAMMA.of(order, x);
  }

  /** 0 for the side that lost, g/2 where both are equal, g elsewhere. */
  private static Tensor share(Tensor g, Tensor loses, Tensor ties) {
    return Masks.without(loses, ties.where(g.times(0.5), g));
  }

  /** g·b·aᵇ⁻¹, and 0 where b = 0. */
  private static Tensor powByBase(Tensor g, Tensor a, Tensor b) {
    Tensor constant = b.eq(0);
    Tensor power = a.pow(constant.where(b.onesLike(), b).minus(1));
    return Masks.without(constant, g.times(b.times(power)));
  }

  /** g·aᵇ·log a, and 0 where a = 0 and b ≥ 0. */
  private static Tensor powByExponent(Tensor g, Tensor a, Tensor b) {
    Tensor constant = a.eq(0).and(b.ge(0));
    Tensor base = constant.where(a.onesLike(), a);
    return Masks.without(constant, g.times(base.pow(b).times(base.log())));
  }

  /** g·x/h, and 0 where h = 0. */
  private static Tensor ratio(Tensor g, Tensor x, Tensor h) {
    return Masks.without(h.eq(0), g).times(x.div(Masks.oneForZero(h)));
  }

  /** g·x/h² by two divisions, which do not overflow, and 0 where h = 0. */
  private static Tensor turn(Tensor g, Tensor x, Tensor h) {
    Tensor divisor = Masks.oneForZero(h);
    return Masks.without(h.eq(0), g).times(x.div(divisor).div(divisor));
  }

  /** g·log b, and 0 where a = 0 and b ≤ 0. */
  private static Tensor xlogyByFactor(Tensor g, Tensor a, Tensor b) {
    Tensor none = a.eq(0).and(b.le(0));
    return Masks.without(none, g.times(none.where(b.onesLike(), b).log()));
  }

  /** g·a/b, and 0 where both are 0. */
  private static Tensor xlogyByArgument(Tensor g, Tensor a, Tensor b) {
    Tensor none = a.eq(0).and(b.eq(0));
    return Masks.without(none, g.times(a).div(none.where(b.onesLike(), b)));
  }

  /** Applies this elementwise, broadcasting the shapes and promoting the types. */
  public Tensor of(Tensor a, Tensor b) {
    return Dispatch.apply(this, a, b);
  }

  /** The reference maths, in F64. */
  public DoubleBinaryOperator reference() {
    return reference;
  }

  /** The reference maths in integers, null where the operation is not closed over them. */
  public @Nullable LongBinaryOperator integers() {
    return integers;
  }

  /** Whether a gradient flows through. */
  public boolean isDifferentiable() {
    return byA != null;
  }

  /** Whether the result is of type BOOL. */
  public boolean isPredicate() {
    return domain == Domain.COMPARISON || domain == Domain.LOGICAL;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public Tensor forward(Tensor... in) {
    Tensor a = in[0];
    Tensor b = in[1];
    Backend backend = Dispatch.backend(this, in);
    DType t = domain.operandType(label(), DType.promote(a.dtype(), b.dtype()));
    Shape shape =
        a.shape() == b.shape() ? a.shape() : Shape.broadcast(label(), a.shape(), b.shape());
    Tensor y = Memory.allocate(backend, domain.resultType(t), shape);
    backend.binary(
        this,
        Memory.operand(Memory.cast(a, t), shape),
        Memory.operand(Memory.cast(b, t), shape),
        Handle.operand(y));
    return y;
  }

  @Override
  public @Nullable Vjp vjp(Tensor[] in, Tensor out, boolean[] needs) {
    if (byA == null || byB == null) {
      return null;
    }
    @Nullable Pullback toA = needs[0] ? byA.of(in[0], in[1], out) : null;
    @Nullable Pullback toB = needs[1] ? byB.of(in[0], in[1], out) : null;
    return g ->
        new @Nullable Tensor[] {toA == null ? null : toA.of(g), toB == null ? null : toB.of(g)};
  }
}
