package io.cotangent.nn;

import io.cotangent.ArgumentException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Modules under the names {@code 0}, {@code 1}, …, for a module that runs them in its own way.
 *
 * @param <M> the type of the modules
 */
public final class ModuleList<M extends Module> extends Module implements Iterable<M> {
  private static final long serialVersionUID = 1;

  private final ArrayList<M> modules = new ArrayList<>();

  /** These, in their order. */
  public ModuleList(List<? extends M> modules) {
    for (M m : modules) {
      this.modules.add(child(String.valueOf(this.modules.size()), m));
    }
  }

  /** So many, each made anew. */
  public static <M extends Module> ModuleList<M> of(int count, Supplier<? extends M> module) {
    if (count < 0) {
      throw new ArgumentException("ModuleList: " + count + " modules");
    }
    List<M> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(module.get());
    }
    return new ModuleList<>(all);
  }

  /** The module of a number, which counts from 0. */
  public M get(int index) {
    if (index < 0 || index >= modules.size()) {
      throw new ArgumentException(
          "ModuleList: there is no module " + index + ", there are " + modules.size());
    }
    return modules.get(index);
  }

  /** How many there are. */
  public int size() {
    return modules.size();
  }

  @Override
  public Iterator<M> iterator() {
    return Collections.unmodifiableList(modules).iterator();
  }
}
