package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Leaves;
import io.cotangent.random.Rng;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parameters of a model by dotted name, in the model's order; each appears once. */
public final class Parameters implements Leaves, Iterable<Parameter> {
  private final Map<String, Parameter> byName;

  private Parameters(Map<String, Parameter> byName) {
    this.byName = byName;
  }

  static Parameters of(Map<String, Parameter> byName) {
    return new Parameters(Collections.unmodifiableMap(byName));
  }

  /** Parameters that belong to no module, under the names 0, 1, …. */
  public static Parameters of(Collection<Parameter> parameters) {
    Map<String, Parameter> r = new LinkedHashMap<>();
    for (Parameter p : parameters) {
      if (!r.containsValue(p)) {
        r.put(String.valueOf(r.size()), p);
      }
    }
    return of(r);
  }

  /**
   * Those whose name one of the patterns matches; {@code *} stands for any characters within a
   * level and {@code **} across levels.
   *
   * @throws ArgumentException if a pattern matches nothing
   */
  public Parameters named(String... patterns) {
    return retaining(NamePattern.select("parameter", byName.keySet(), patterns));
  }

  /**
   * Those whose name none of the patterns matches.
   *
   * @throws ArgumentException if a pattern matches nothing
   */
  public Parameters except(String... patterns) {
    return without(NamePattern.select("parameter", byName.keySet(), patterns));
  }

  /** Those that are not among others. */
  public Parameters except(Parameters others) {
    Map<String, Parameter> r = new LinkedHashMap<>(byName);
    r.values().removeAll(others.byName.values());
    return of(r);
  }

  private Parameters retaining(Collection<String> names) {
    Map<String, Parameter> r = new LinkedHashMap<>(byName);
    r.keySet().retainAll(Set.copyOf(names));
    return of(r);
  }

  private Parameters without(Collection<String> names) {
    Map<String, Parameter> r = new LinkedHashMap<>(byName);
    r.keySet().removeAll(Set.copyOf(names));
    return of(r);
  }

  /** The parameter of a name. */
  public Parameter get(String name) {
    Parameter p = byName.get(name);
    if (p == null) {
      NamePattern.select("parameter", byName.keySet(), name);
      throw new ArgumentException("parameter: give one name, not the pattern '" + name + "'");
    }
    return p;
  }

  /** The names, in order. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** The parameters by name. */
  public Map<String, Parameter> asMap() {
    return byName;
  }

  @Override
  public Map<String, Parameter> leaves() {
    return byName;
  }

  /** How many parameter tensors there are. */
  public int size() {
    return byName.size();
  }

  /** How many numbers they hold. */
  public long elements() {
    return byName.values().stream().mapToLong(p -> p.leaf().size()).sum();
  }

  /**
   * Gives them new initial values.
   *
   * @throws ArgumentException if one has a shape that the values are not defined for
   */
  public void init(Init values, Rng rng) {
    byName.values().forEach(p -> p.set(values.make(rng, p.leaf().shape().dims())));
  }

  /** Takes them out of training. */
  public void freeze() {
    byName.values().forEach(Parameter::freeze);
  }

  /** Takes them into training again. */
  public void thaw() {
    byName.values().forEach(Parameter::thaw);
  }

  @Override
  public Iterator<Parameter> iterator() {
    return byName.values().iterator();
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder();
    byName.forEach(
        (name, p) ->
            s.append(name)
                .append(' ')
                .append(p.leaf().shape())
                .append(p.isTrainable() ? "" : " frozen")
                .append('\n'));
    return s.toString();
  }
}
