package io.cotangent.optim;

import io.cotangent.Gradients;
import io.cotangent.Tensor;
import io.cotangent.nn.Parameter;
import java.util.Arrays;
import java.util.List;

/** Several optimizers as one, each for parameters of its own with settings of its own. */
public final class Groups extends Optimizer {
  private final List<Optimizer> members;

  /** Of these optimizers. */
  public Groups(Optimizer... members) {
    super(
        Arrays.stream(members).flatMap(m -> m.parameters().stream()).toList(),
        members.length == 0 ? 1 : members[0].lr());
    this.members = List.of(members);
  }

  /** The members. */
  public List<Optimizer> members() {
    return members;
  }

  /** Multiplies the learning rates of all members by what this one changes by. */
  @Override
  public void setLr(double lr) {
    double factor = lr / lr();
    super.setLr(lr);
    members.forEach(m -> m.setLr(m.lr() * factor));
  }

  @Override
  public Optimizer maximize() {
    members.forEach(Optimizer::maximize);
    return this;
  }

  @Override
  public void step(Gradients gradients) {
    members.forEach(m -> m.step(gradients));
  }

  @Override
  protected void update(int index, Parameter parameter, Tensor gradient) {
    throw new AssertionError("members update");
  }
}
