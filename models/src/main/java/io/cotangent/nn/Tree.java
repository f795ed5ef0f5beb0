package io.cotangent.nn;

import io.cotangent.random.Rng;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a module and those inside it hold, by dotted name, each thing once. */
final class Tree {
  final Map<String, Parameter> parameters = new LinkedHashMap<>();
  final Map<String, State> buffers = new LinkedHashMap<>();
  final Map<String, Rng> streams = new LinkedHashMap<>();
  final Map<String, Module> modules = new LinkedHashMap<>();

  /** The further names of what appears at several places, and the first of each. */
  final Map<String, String> aliases = new LinkedHashMap<>();

  private final Map<Object, String> first = new IdentityHashMap<>();

  private Tree() {}

  static Tree of(Module root) {
    Tree t = new Tree();
    t.visit("", root);
    return t;
  }

  private void visit(String path, Module m) {
    add(path, m, modules);
    String prefix = path.isEmpty() ? "" : path + ".";
    m.ownParameters.forEach(
        (name, p) -> {
          Reparameterization r = p.reparameterization();
          add(prefix + name + (r == null ? "" : ".original"), p, parameters);
          if (r != null) {
            visit(prefix + name, r);
          }
        });
    m.ownBuffers.forEach((name, b) -> add(prefix + name, b, buffers));
    m.ownStreams.forEach((name, s) -> add(prefix + name, s, streams));
    m.ownChildren.forEach((name, c) -> visit(prefix + name, c));
  }

  private <T> void add(String name, T thing, Map<String, T> to) {
    String before = first.putIfAbsent(thing, name);
    if (before == null) {
      to.put(name, thing);
    } else {
      aliases.put(name, before);
    }
  }

  Map<String, Module> modules() {
    return Collections.unmodifiableMap(modules);
  }

  /** The children of a module, a line each, with theirs below. */
  static void print(Module m, String indent, StringBuilder s) {
    int left = m.ownChildren.size();
    for (Map.Entry<String, Module> e : m.ownChildren.entrySet()) {
      left--;
      Module child = e.getValue();
      s.append('\n').append(indent).append(left == 0 ? "└─ " : "├─ ");
      s.append(e.getKey()).append(": ").append(child.describe());
      child.ownParameters.forEach(
          (name, p) -> {
            Reparameterization r = p.reparameterization();
            if (r != null) {
              s.append(", ").append(name).append(" by ").append(r.describe());
            }
          });
      print(child, indent + (left == 0 ? "   " : "│  "), s);
    }
  }
}
