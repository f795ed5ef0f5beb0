package io.cotangent.optim;

import io.cotangent.nn.Parameters;

/** Parameters of an optimizer that share settings, and their learning rate. */
public final class ParameterGroup {
  private final Parameters parameters;
  private final Settings<?> settings;
  private Settings<?> current;

  ParameterGroup(Parameters parameters, Settings<?> settings) {
    this.parameters = parameters;
    this.settings = settings;
    this.current = settings;
  }

  /** The parameters. */
  public Parameters parameters() {
    return parameters;
  }

  /** The settings that it was built with; their learning rate is the base rate of schedules. */
  public Settings<?> settings() {
    return settings;
  }

  /** The settings of the next step. */
  Settings<?> current() {
    return current;
  }

  /** The learning rate of the next step. */
  public double lr() {
    return current.lr();
  }

  /**
   * Sets the learning rate from the next step on.
   *
   * @throws io.cotangent.ArgumentException if it is negative or not finite
   */
  public void setLr(double lr) {
    if (lr != current.lr()) {
      current = current.lr(lr);
    }
  }

  @Override
  public String toString() {
    return current + " for " + parameters.size() + " parameters";
  }
}
