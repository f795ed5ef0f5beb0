package io.cotangent.nd4j;

import io.cotangent.op.Fused;
import io.cotangent.op.UpdateRules.AdamStep;
import io.cotangent.op.UpdateRules.SgdStep;
import io.cotangent.spi.Kernel;
import io.cotangent.spi.Operand;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;

/** Optimizers' steps in place. */
final class Updates {
  private final OffHeap memory;

  Updates(OffHeap memory) {
    this.memory = memory;
  }

  /** A kernel for a step, else null. */
  @Nullable Kernel kernel(Fused op) {
    if (op instanceof AdamStep step && !step.amsgrad()) {
      return (in, out) -> adam(step, in);
    } else if (op instanceof SgdStep step && step.momentum() == 0 && step.weightDecay() == 0) {
      return (in, out) -> sgd(step.lr(), in[0], in[1]);
    }
    return null;
  }

  /**
   * ND4J's update is lr·√c₂/c₁·m/(√v + ε) with cᵢ = 1 − βᵢᵗ; with ε·√c₂ for ε it is ours. It
   * overwrites the gradient with the update.
   */
  private void adam(AdamStep step, Operand[] in) {
    if (in[0].shape().size() == 0) {
      return;
    }
    try (Dense d = new Dense(memory)) {
      INDArray p = d.keep(in[0]).array();
      Nd4jBuffer buffer = d.temporary(in[0].dtype(), in[0].shape().size());
      INDArray update = buffer.array();
      if (step.weightDecay() != 0 && !step.decoupled()) {
        Native.run(new ScalarMultiplication(p, null, update, step.weightDecay()));
        Native.run("add", update, update, d.of(in[3]).array());
      } else {
        Moves.gather(in[3], buffer);
        if (step.weightDecay() != 0) {
          Native.run(new ScalarMultiplication(p, null, p, 1 - step.lr() * step.weightDecay()));
        }
      }
      Native.run(
          new AdamUpdater(
              update,
              d.keep(in[2]).array(),
              d.keep(in[1]).array(),
              step.lr(),
              step.beta1(),
              step.beta2(),
              step.epsilon() * Math.sqrt(step.correction2()),
              (int) step.step() - 1));
      Native.run("subtract", p, p, update);
    }
  }

  private void sgd(double lr, Operand p, Operand g) {
    int n = p.shape().size();
    if (n > 0) {
      try (Dense d = new Dense(memory)) {
        Blas.addScaled(n, -lr, d.of(g), 0, d.keep(p), 0);
      }
    }
  }
}
