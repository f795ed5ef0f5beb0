package io.cotangent.optim;

import io.cotangent.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Groups of parameters with settings of their own, of which an optimizer is built.
 *
 * <pre>{@code
 * Parameters decayed = model.parameters("**.weight").except("**.norm*.*");
 * Optimizer optimizer =
 *     AdamW.of(decayed, s -> s.weightDecay(0.1))
 *         .and(model.parameters().except(decayed), s -> s.weightDecay(0).lr(1e-4))
 *         .build();
 * }</pre>
 *
 * @param <S> the optimizer's settings
 */
public final class Groups<S extends Settings<S>> {
  private final S base;
  private final List<S> groups;

  private Groups(S base, List<S> groups) {
    this.base = base;
    this.groups = groups;
  }

  static <S extends Settings<S>> Groups<S> first(
      S base, Parameters parameters, UnaryOperator<S> own) {
    return new Groups<>(base, List.of()).and(parameters, own);
  }

  /**
   * With a further group; its settings are what a function makes of those that all groups begin
   * with.
   */
  public Groups<S> and(Parameters parameters, UnaryOperator<S> own) {
    List<S> all = new ArrayList<>(groups);
    all.add(own.apply(base).over(parameters));
    return new Groups<>(base, List.copyOf(all));
  }

  /**
   * The optimizer.
   *
   * @throws io.cotangent.ArgumentException if a parameter is in two groups, naming it, or if there
   *     are none
   */
  public Optimizer build() {
    return new Optimizer(groups);
  }
}
