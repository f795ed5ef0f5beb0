package io.cotangent.jvm;

import static io.cotangent.jvm.F64Math.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link F64Math} on vectors, by the same letters. No method has more than 325 bytes of bytecode
 * (FreqInlineSize): C2 inlines them all, and nothing is boxed.
 */
final class F64VectorMath {
  /** The widest vectors up to 512 bits, for which the order of sums is made. */
  static final VectorSpecies<Double> S =
      DoubleVector.SPECIES_PREFERRED.vectorBitSize() <= 512
          ? DoubleVector.SPECIES_PREFERRED
          : DoubleVector.SPECIES_512;

  private F64VectorMath() {}

  static DoubleVector exp(DoubleVector x) {
    DoubleVector t = x.lanewise(VectorOperators.FMA, LOG2E, ROUND);
    DoubleVector n = t.sub(ROUND);
    DoubleVector r = n.lanewise(VectorOperators.FMA, DoubleVector.broadcast(S, -LN2_HIGH), x);
    r = n.lanewise(VectorOperators.FMA, DoubleVector.broadcast(S, -LN2_LOW), r);
    DoubleVector e = expm1Poly(r).add(1d);
    LongVector bits =
        t.reinterpretAsLongs()
            .lanewise(VectorOperators.LSHL, 52)
            .lanewise(VectorOperators.ASHR, 52);
    LongVector half = bits.lanewise(VectorOperators.ASHR, 1);
    DoubleVector y = e.mul(power(half)).mul(power(bits.sub(half)));
    y = y.blend(Double.POSITIVE_INFINITY, x.compare(VectorOperators.GT, EXP_MAX));
    return y.blend(0d, x.compare(VectorOperators.LT, EXP_MIN));
  }

  private static DoubleVector expm1Poly(DoubleVector r) {
    DoubleVector p = r.lanewise(VectorOperators.FMA, E13, E12);
    p = p.lanewise(VectorOperators.FMA, r, DoubleVector.broadcast(S, E11));
    p = p.lanewise(VectorOperators.FMA, r, DoubleVector.broadcast(S, E10));
    p = p.lanewise(VectorOperators.FMA, r, DoubleVector.broadcast(S, E9));
    p = p.lanewise(VectorOperators.FMA, r, DoubleVector.broadcast(S, E8));
    p = p.lanewise(VectorOperators.FMA, r, DoubleVector.broadcast(S, E7));
    p = p.lanewise(VectorOperators.FMA, r, DoubleVector.broadcast(S, E6));
    p = p.lanewise(VectorOperators.FMA, r, DoubleVector.broadcast(S, E5));
    p = p.lanewise(VectorOperators.FMA, r, DoubleVector.broadcast(S, E4));
    p = p.lanewise(VectorOperators.FMA, r, DoubleVector.broadcast(S, E3));
    p = p.lanewise(VectorOperators.FMA, r, DoubleVector.broadcast(S, E2));
    return r.mul(r).lanewise(VectorOperators.FMA, p, r);
  }

  private static DoubleVector power(LongVector n) {
    return n.add(1023).lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
  }

  static DoubleVector log(DoubleVector x) {
    var small = x.compare(VectorOperators.LT, Double.MIN_NORMAL);
    DoubleVector scaled = x.blend(x.mul(0x1p52), small);
    LongVector bits = scaled.reinterpretAsLongs().sub(0x3fe6a09e667f3bcdL);
    LongVector exponent = bits.lanewise(VectorOperators.ASHR, 52);
    // The integer into the low bits of 1.5·2⁵²: a conversion that is an addition.
    DoubleVector n = exponent.add(0x4338000000000000L).reinterpretAsDoubles().sub(ROUND);
    n = n.blend(n.sub(52d), small);
    DoubleVector f =
        bits.and(0x000fffffffffffffL).add(0x3fe6a09e667f3bcdL).reinterpretAsDoubles().sub(1d);
    DoubleVector s = f.div(f.add(2d));
    DoubleVector z = s.mul(s);
    DoubleVector p = logPoly(z);
    DoubleVector h = f.mul(f).mul(0.5);
    DoubleVector w = s.lanewise(VectorOperators.FMA, h.add(p), n.mul(LN2_LOW));
    DoubleVector y = n.mul(LN2_HIGH).sub(h.sub(w).sub(f));
    y = y.blend(x, x.compare(VectorOperators.GE, Double.POSITIVE_INFINITY));
    y = y.blend(Double.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0d));
    y = y.blend(Double.NaN, x.compare(VectorOperators.LT, 0d));
    return y.blend(x, x.compare(VectorOperators.NE, x));
  }

  private static DoubleVector logPoly(DoubleVector z) {
    DoubleVector p = z.lanewise(VectorOperators.FMA, G6, G5);
    p = p.lanewise(VectorOperators.FMA, z, DoubleVector.broadcast(S, G4));
    p = p.lanewise(VectorOperators.FMA, z, DoubleVector.broadcast(S, G3));
    p = p.lanewise(VectorOperators.FMA, z, DoubleVector.broadcast(S, G2));
    p = p.lanewise(VectorOperators.FMA, z, DoubleVector.broadcast(S, G1));
    p = p.lanewise(VectorOperators.FMA, z, DoubleVector.broadcast(S, G0));
    return p.mul(z);
  }

  static DoubleVector tanh(DoubleVector x) {
    DoubleVector a = x.abs().mul(2d);
    a = a.blend(80d, a.compare(VectorOperators.GT, 80d));
    DoubleVector t = a.lanewise(VectorOperators.FMA, LOG2E, ROUND);
    DoubleVector n = t.sub(ROUND);
    DoubleVector r = n.lanewise(VectorOperators.FMA, DoubleVector.broadcast(S, -LN2_HIGH), a);
    r = n.lanewise(VectorOperators.FMA, DoubleVector.broadcast(S, -LN2_LOW), r);
    DoubleVector s =
        power(
            t.reinterpretAsLongs()
                .lanewise(VectorOperators.LSHL, 52)
                .lanewise(VectorOperators.ASHR, 52));
    DoubleVector u = expm1Poly(r).lanewise(VectorOperators.FMA, s, s.sub(1d));
    return copySign(u.div(u.add(2d)), x);
  }

  private static DoubleVector copySign(DoubleVector magnitude, DoubleVector sign) {
    LongVector s = sign.reinterpretAsLongs().and(Long.MIN_VALUE);
    return magnitude.reinterpretAsLongs().and(Long.MAX_VALUE).or(s).reinterpretAsDoubles();
  }

  static DoubleVector sigmoid(DoubleVector x) {
    DoubleVector z = exp(x.abs().neg());
    DoubleVector top = z.blend(1d, x.compare(VectorOperators.GE, 0d));
    return top.div(z.add(1d));
  }

  /** The Q of erf: log(1 − erf(t)) for t = |x| above 1. */
  static DoubleVector erfExponent(DoubleVector x) {
    DoubleVector t = x.abs();
    DoubleVector p = t.lanewise(VectorOperators.FMA, Q0, Q1);
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q2));
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q3));
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q4));
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q5));
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q6));
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q7));
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q8));
    return erfExponentEnd(t, p);
  }

  private static DoubleVector erfExponentEnd(DoubleVector t, DoubleVector top) {
    DoubleVector p = top;
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q9));
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q10));
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q11));
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q12));
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q13));
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q14));
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q15));
    p = p.lanewise(VectorOperators.FMA, t, DoubleVector.broadcast(S, Q16));
    return p.lanewise(VectorOperators.FMA, t, t.neg());
  }

  /** erf(x), given exp(Q(|x|)). */
  static DoubleVector erf(DoubleVector x, DoubleVector tail) {
    DoubleVector t = x.abs();
    DoubleVector s = x.mul(x);
    DoubleVector p = s.lanewise(VectorOperators.FMA, P0, P1);
    p = p.lanewise(VectorOperators.FMA, s, DoubleVector.broadcast(S, P2));
    p = p.lanewise(VectorOperators.FMA, s, DoubleVector.broadcast(S, P3));
    p = p.lanewise(VectorOperators.FMA, s, DoubleVector.broadcast(S, P4));
    p = p.lanewise(VectorOperators.FMA, s, DoubleVector.broadcast(S, P5));
    p = p.lanewise(VectorOperators.FMA, s, DoubleVector.broadcast(S, P6));
    p = p.lanewise(VectorOperators.FMA, s, DoubleVector.broadcast(S, P7));
    p = p.lanewise(VectorOperators.FMA, s, DoubleVector.broadcast(S, P8));
    p = p.lanewise(VectorOperators.FMA, s, DoubleVector.broadcast(S, P9));
    p = p.lanewise(VectorOperators.FMA, s, DoubleVector.broadcast(S, P10));
    p = p.lanewise(VectorOperators.FMA, s, DoubleVector.broadcast(S, P11));
    DoubleVector small = p.lanewise(VectorOperators.FMA, x, x);
    DoubleVector large = tail.neg().add(1d);
    large = large.blend(1d, t.compare(VectorOperators.GT, 6d));
    return small.blend(copySign(large, x), t.compare(VectorOperators.GT, 1d));
  }

  static DoubleVector silu(DoubleVector x) {
    return x.mul(sigmoid(x));
  }

  static DoubleVector siluGrad(DoubleVector g, DoubleVector x) {
    DoubleVector s = sigmoid(x);
    return g.mul(s).mul(x.mul(s.neg().add(1d)).add(1d));
  }
}
