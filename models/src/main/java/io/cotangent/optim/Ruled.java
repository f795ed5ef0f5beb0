package io.cotangent.optim;

import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.nn.Parameter;
import io.cotangent.op.InPlace;
import java.util.Collection;

/** An optimizer whose step is one update rule, with states of its own for each parameter. */
abstract class Ruled extends Optimizer {
  private final Tensor[][] states;
  private long step;

  Ruled(Collection<Parameter> parameters, double lr) {
    super(parameters, lr);
    states = new Tensor[count()][];
  }

  /** The rule of step t, from 1 on. */
  abstract InPlace rule(long t);

  /** The states after the parameter before the first step: zeros. */
  Tensor[] start(Tensor p, int n) {
    return zeros(p, n);
  }

  @Override
  protected void begin() {
    step++;
  }

  @Override
  @SuppressWarnings("NullAway") // entries are made at a parameter's first step
  protected void update(int i, Parameter p, Tensor g) {
    InPlace rule = rule(step);
    int n = rule.states() - 1;
    if (states[i] == null) {
      states[i] = Scope.outside(() -> start(p.value().detach(), n));
    }
    Tensor[] in = new Tensor[n + 1];
    System.arraycopy(states[i], 0, in, 0, n);
    in[n] = g;
    states[i] = p.update(rule, in);
  }
}
