package io.cotangent.optim;

import io.cotangent.ArgumentException;
import io.cotangent.Gradients;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Parameter;
import java.util.Collection;
import java.util.List;

/**
 * Changes parameters against their gradients. State belongs to the optimizer; steps allocate
 * nothing.
 */
public abstract class Optimizer {
  private final List<Parameter> parameters;
  private double lr;
  private boolean ascends;

  /** For some parameters with a learning rate. */
  protected Optimizer(Collection<Parameter> parameters, double lr) {
    this.parameters = List.copyOf(parameters);
    if (this.parameters.isEmpty()) {
      throw new ArgumentException("optimizer: no parameters to optimize");
    }
    this.lr = positive("lr", lr);
  }

  /** All parameters of a model. */
  protected static Collection<Parameter> of(Layer model) {
    return model.leaves().values();
  }

  static double positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new ArgumentException("optimizer: " + name + " = " + value + " must be positive");
    }
    return value;
  }

  static double fraction(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new ArgumentException("optimizer: " + name + " = " + value + " is outside [0, 1)");
    }
    return value;
  }

  static double notNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new ArgumentException("optimizer: " + name + " = " + value + " must not be negative");
    }
    return value;
  }

  /** The learning rate. */
  public double lr() {
    return lr;
  }

  /** Sets the learning rate from the next step on. */
  public void setLr(double lr) {
    this.lr = positive("lr", lr);
  }

  /** Makes the loss larger instead of smaller. */
  public Optimizer maximize() {
    ascends = true;
    return this;
  }

  /** One step for every trainable parameter on which the loss depended. */
  public void step(Gradients gradients) {
    begin();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter p = parameters.get(i);
      if (p.isTrainable() && gradients.contains(p)) {
        Tensor g = gradients.get(p);
        update(i, p, ascends ? g.neg() : g);
      }
    }
  }

  /** States of 0 for a parameter with such a gradient; they outlive the step. */
  static Tensor[] zeros(Tensor gradient, int n) {
    return Scope.outside(
        () -> {
          Tensor[] r = new Tensor[n];
          for (int i = 0; i < n; i++) {
            r[i] = gradient.zerosLike().copy();
          }
          return r;
        });
  }

  /** The parameters. */
  protected List<Parameter> parameters() {
    return parameters;
  }

  /** How many parameters there are. */
  protected int count() {
    return parameters.size();
  }

  /** Called once at the beginning of a step. */
  protected void begin() {}

  /** Changes parameter number {@code index} against its gradient. */
  protected abstract void update(int index, Parameter parameter, Tensor gradient);
}
