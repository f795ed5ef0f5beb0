package io.cotangent.jvm;

import io.cotangent.op.UpdateRules.AdamStep;

/**
 * The numbers of an Adam step that are the same for all elements, with the bias corrections folded
 * in.
 */
record AdamFactors(
    double beta1,
    double beta2,
    double rate,
    double scale,
    double epsilon,
    double keep,
    double decay) {
  static AdamFactors of(AdamStep s) {
    return new AdamFactors(
        s.beta1(),
        s.beta2(),
        s.lr() / s.correction1(),
        1 / Math.sqrt(s.correction2()),
        s.epsilon(),
        s.decoupled() ? 1 - s.lr() * s.weightDecay() : 1,
        s.decoupled() ? 0 : s.weightDecay());
  }
}
