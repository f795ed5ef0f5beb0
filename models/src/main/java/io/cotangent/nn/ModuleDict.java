package io.cotangent.nn;

import io.cotangent.ArgumentException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Modules under names of the caller's, for a module that runs them in its own way.
 *
 * @param <M> the type of the modules
 */
public final class ModuleDict<M extends Module> extends Module {
  private static final long serialVersionUID = 1;

  private final LinkedHashMap<String, M> modules = new LinkedHashMap<>();

  /** These, in the order of the map. */
  public ModuleDict(Map<String, ? extends M> modules) {
    modules.forEach((name, m) -> this.modules.put(name, child(name, m)));
  }

  /**
   * The module of a name, with its type.
   *
   * @throws ArgumentException if there is none
   */
  public M module(String name) {
    M m = modules.get(name);
    if (m == null) {
      throw new ArgumentException(
          "ModuleDict: there is no module '" + name + "', there are " + modules.keySet());
    }
    return m;
  }

  /** The names, in their order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(modules.keySet());
  }
}
