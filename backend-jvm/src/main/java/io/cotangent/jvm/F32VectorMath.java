package io.cotangent.jvm;

import static io.cotangent.jvm.F32Math.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link F32Math} on vectors, by the same letters. No method has more than 325 bytes of bytecode
 * (FreqInlineSize): C2 inlines them all, and nothing is boxed.
 */
final class F32VectorMath {
  /** The widest vectors up to 512 bits, for which the order of sums is made. */
  static final VectorSpecies<Float> S =
      FloatVector.SPECIES_PREFERRED.vectorBitSize() <= 512
          ? FloatVector.SPECIES_PREFERRED
          : FloatVector.SPECIES_512;

  private F32VectorMath() {}

  static FloatVector exp(FloatVector x) {
    FloatVector t = x.lanewise(VectorOperators.FMA, LOG2E, ROUND);
    FloatVector n = t.sub(ROUND);
    FloatVector r = n.lanewise(VectorOperators.FMA, FloatVector.broadcast(S, -LN2_HIGH), x);
    r = n.lanewise(VectorOperators.FMA, FloatVector.broadcast(S, -LN2_LOW), r);
    FloatVector e = expm1Poly(r).add(1f);
    IntVector bits =
        t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).lanewise(VectorOperators.ASHR, 23);
    IntVector half = bits.lanewise(VectorOperators.ASHR, 1);
    FloatVector y = e.mul(power(half)).mul(power(bits.sub(half)));
    y = y.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, EXP_MAX));
    return y.blend(0f, x.compare(VectorOperators.LT, EXP_MIN));
  }

  private static FloatVector expm1Poly(FloatVector r) {
    FloatVector p = r.lanewise(VectorOperators.FMA, E7, E6);
    p = p.lanewise(VectorOperators.FMA, r, FloatVector.broadcast(S, E5));
    p = p.lanewise(VectorOperators.FMA, r, FloatVector.broadcast(S, E4));
    p = p.lanewise(VectorOperators.FMA, r, FloatVector.broadcast(S, E3));
    p = p.lanewise(VectorOperators.FMA, r, FloatVector.broadcast(S, E2));
    return r.mul(r).lanewise(VectorOperators.FMA, p, r);
  }

  private static FloatVector power(IntVector n) {
    return n.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  static FloatVector log(FloatVector x) {
    var small = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    FloatVector scaled = x.blend(x.mul(0x1p23f), small);
    IntVector bits = scaled.reinterpretAsInts().sub(0x3f3504f3);
    FloatVector n =
        (FloatVector)
            bits.lanewise(VectorOperators.ASHR, 23).convertShape(VectorOperators.I2F, S, 0);
    n = n.blend(n.sub(23f), small);
    FloatVector f = bits.and(0x007fffff).add(0x3f3504f3).reinterpretAsFloats().sub(1f);
    FloatVector z = f.mul(f);
    FloatVector p = logPoly(f).mul(f).mul(z);
    p = n.lanewise(VectorOperators.FMA, FloatVector.broadcast(S, LN2_LOW), p);
    p = z.lanewise(VectorOperators.FMA, FloatVector.broadcast(S, -0.5f), p);
    FloatVector y = n.lanewise(VectorOperators.FMA, FloatVector.broadcast(S, LN2_HIGH), f.add(p));
    y = y.blend(x, x.compare(VectorOperators.GE, Float.POSITIVE_INFINITY));
    y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
    y = y.blend(Float.NaN, x.compare(VectorOperators.LT, 0f));
    return y.blend(x, x.compare(VectorOperators.NE, x));
  }

  private static FloatVector logPoly(FloatVector f) {
    FloatVector p = f.lanewise(VectorOperators.FMA, L0, L1);
    p = p.lanewise(VectorOperators.FMA, f, FloatVector.broadcast(S, L2));
    p = p.lanewise(VectorOperators.FMA, f, FloatVector.broadcast(S, L3));
    p = p.lanewise(VectorOperators.FMA, f, FloatVector.broadcast(S, L4));
    p = p.lanewise(VectorOperators.FMA, f, FloatVector.broadcast(S, L5));
    p = p.lanewise(VectorOperators.FMA, f, FloatVector.broadcast(S, L6));
    p = p.lanewise(VectorOperators.FMA, f, FloatVector.broadcast(S, L7));
    return p.lanewise(VectorOperators.FMA, f, FloatVector.broadcast(S, L8));
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector a = x.abs().mul(2f);
    a = a.blend(40f, a.compare(VectorOperators.GT, 40f));
    FloatVector t = a.lanewise(VectorOperators.FMA, LOG2E, ROUND);
    FloatVector n = t.sub(ROUND);
    FloatVector r = n.lanewise(VectorOperators.FMA, FloatVector.broadcast(S, -LN2_HIGH), a);
    r = n.lanewise(VectorOperators.FMA, FloatVector.broadcast(S, -LN2_LOW), r);
    FloatVector s =
        power(
            t.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, 23)
                .lanewise(VectorOperators.ASHR, 23));
    FloatVector u = expm1Poly(r).lanewise(VectorOperators.FMA, s, s.sub(1f));
    return copySign(u.div(u.add(2f)), x);
  }

  private static FloatVector copySign(FloatVector magnitude, FloatVector sign) {
    IntVector s = sign.reinterpretAsInts().and(0x80000000);
    return magnitude.reinterpretAsInts().and(0x7fffffff).or(s).reinterpretAsFloats();
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector z = exp(x.abs().neg());
    FloatVector top = z.blend(1f, x.compare(VectorOperators.GE, 0f));
    return top.div(z.add(1f));
  }

  /** The Q of erf: log(1 − erf(t)) for t = |x| above the switch. */
  static FloatVector erfExponent(FloatVector x) {
    FloatVector t = x.abs();
    FloatVector s = x.mul(x);
    FloatVector q = t.lanewise(VectorOperators.FMA, Q0, Q1);
    FloatVector w = t.lanewise(VectorOperators.FMA, Q2, Q3);
    q = q.lanewise(VectorOperators.FMA, s, w);
    q = q.lanewise(VectorOperators.FMA, t, FloatVector.broadcast(S, Q4));
    q = q.lanewise(VectorOperators.FMA, t, FloatVector.broadcast(S, Q5));
    q = q.lanewise(VectorOperators.FMA, t, FloatVector.broadcast(S, Q6));
    return q.lanewise(VectorOperators.FMA, t, t.neg());
  }

  /** erf(x), given exp(Q(|x|)). */
  static FloatVector erf(FloatVector x, FloatVector tail) {
    FloatVector t = x.abs();
    FloatVector s = x.mul(x);
    FloatVector p = s.lanewise(VectorOperators.FMA, P0, P1);
    p = p.lanewise(VectorOperators.FMA, s, FloatVector.broadcast(S, P2));
    p = p.lanewise(VectorOperators.FMA, s, FloatVector.broadcast(S, P3));
    p = p.lanewise(VectorOperators.FMA, s, FloatVector.broadcast(S, P4));
    p = p.lanewise(VectorOperators.FMA, s, FloatVector.broadcast(S, P5));
    FloatVector small = p.lanewise(VectorOperators.FMA, x, x);
    FloatVector large = tail.neg().add(1f);
    large = large.blend(1f, t.compare(VectorOperators.GT, 4f));
    return small.blend(copySign(large, x), t.compare(VectorOperators.GT, ERF_SWITCH));
  }

  static FloatVector silu(FloatVector x) {
    return x.mul(sigmoid(x));
  }

  static FloatVector siluGrad(FloatVector g, FloatVector x) {
    FloatVector s = sigmoid(x);
    return g.mul(s).mul(x.mul(s.neg().add(1f)).add(1f));
  }
}
