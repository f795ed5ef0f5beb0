package io.cotangent.nn;

import io.cotangent.random.Rng;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A deep copy of a module that knows nothing of its class: Java's own serialization, in memory,
 * copies modules, parameters and the collections of the JDK and Kotlin that hold them, with the
 * references between them. All else goes through as it is: tensors, since they do not change,
 * functions, settings.
 */
final class ModuleCopy {
  private ModuleCopy() {}

  /** Stands in the stream for an object that is not copied. */
  private record Reference(int index) implements Serializable {}

  static Module of(Module original) {
    List<Object> shared = new ArrayList<>();
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (Writer out = new Writer(bytes, shared)) {
        out.writeObject(original);
      }
      Module copy;
      try (Reader in = new Reader(new ByteArrayInputStream(bytes.toByteArray()), shared)) {
        copy = (Module) in.readObject();
      }
      Tree tree = Tree.of(copy);
      tree.parameters.values().forEach(Parameter::separate);
      tree.buffers.values().forEach(State::separate);
      tree.modules.values().forEach(Module::relink);
      copy.freeze();
      copy.eval();
      return copy;
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("copy of " + original.describe(), e);
    }
  }

  private static final class Writer extends ObjectOutputStream {
    private final List<Object> shared;
    private final Map<Object, Reference> references = new IdentityHashMap<>();

    Writer(OutputStream out, List<Object> shared) throws IOException {
      super(out);
      this.shared = shared;
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object o) {
      if (isCopied(o)) {
        return o;
      }
      return references.computeIfAbsent(
          o,
          x -> {
            shared.add(x instanceof Rng r ? new Rng(r.key(), r.counter()) : x);
            return new Reference(shared.size() - 1);
          });
    }

    private static boolean isCopied(Object o) {
      return o instanceof Module
          || o instanceof Parameter
          || o instanceof State
          || o instanceof Reference
          || (o instanceof Serializable
              && (o.getClass().isArray() || isLibrary(o.getClass().getName())));
    }

    /** Whether a class is one of the JDK's or of Kotlin's library: collections, pairs. */
    private static boolean isLibrary(String name) {
      return name.startsWith("java.") || name.startsWith("kotlin.");
    }
  }

  private static final class Reader extends ObjectInputStream {
    private final List<Object> shared;

    Reader(InputStream in, List<Object> shared) throws IOException {
      super(in);
      this.shared = shared;
      enableResolveObject(true);
    }

    @Override
    protected Object resolveObject(Object o) {
      return o instanceof Reference r ? shared.get(r.index) : o;
    }

    @Override
    protected Class<?> resolveClass(java.io.ObjectStreamClass c)
        throws IOException, ClassNotFoundException {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      try {
        return super.resolveClass(c);
      } catch (ClassNotFoundException e) {
        return Class.forName(c.getName(), false, loader);
      }
    }
  }
}
