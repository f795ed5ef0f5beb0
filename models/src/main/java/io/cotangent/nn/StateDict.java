package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.autograd.Memory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parameters and buffers of a module as tensors by dotted name, and back. */
final class StateDict {
  private StateDict() {}

  static Map<String, Tensor> of(Module m) {
    Tree tree = Tree.of(m);
    Map<String, Tensor> r = new LinkedHashMap<>();
    Memory.outsideArenas(
        () -> {
          tree.parameters.forEach((n, p) -> r.put(n, p.leaf().detach().copy()));
          tree.buffers.forEach((n, b) -> r.put(n, b.value().copy()));
          return r;
        });
    return r;
  }

  static LoadReport load(Module m, Map<String, Tensor> state, Load how) {
    Tree tree = Tree.of(m);
    Map<String, Tensor> found = new LinkedHashMap<>();
    List<String> unexpected = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    state.forEach(
        (given, t) -> {
          String name = how.renamed(given);
          String known = tree.aliases.getOrDefault(name, name);
          Shape shape = shape(tree, known);
          if (shape == null) {
            unexpected.add(name);
          } else if (!shape.equals(t.shape())) {
            misshapen.add(name + " is " + t.shape() + ", must be " + shape);
          } else {
            found.putIfAbsent(known, t);
          }
        });
    List<String> missing = new ArrayList<>(tree.parameters.keySet());
    missing.addAll(tree.buffers.keySet());
    missing.removeAll(found.keySet());
    missing.removeIf(n -> misshapen.stream().anyMatch(s -> s.startsWith(n + " is ")));
    List<String> loaded = List.copyOf(found.keySet());
    LoadReport report = new LoadReport(loaded, missing, unexpected, misshapen);
    boolean refused =
        !how.isLenient() && !(missing.isEmpty() && unexpected.isEmpty())
            || !how.skipsMisshapen() && !misshapen.isEmpty();
    if (refused) {
      throw new ArgumentException(
          "load: the state does not fit the model, which is left as it was: "
              + report
              + (how.isLenient() ? "" : "; Load.lenient() loads what fits"));
    }
    found.forEach(
        (name, t) -> {
          Parameter p = tree.parameters.get(name);
          if (p != null) {
            p.set(t.to(p.leaf().backend()));
          } else {
            State b = tree.buffers.get(name);
            if (b != null) {
              b.set(t.to(b.value().backend()));
            }
          }
        });
    return report;
  }

  private static @org.jspecify.annotations.Nullable Shape shape(Tree tree, String name) {
    Parameter p = tree.parameters.get(name);
    if (p != null) {
      return p.leaf().shape();
    }
    State b = tree.buffers.get(name);
    return b == null ? null : b.value().shape();
  }
}
