package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.random.Rng;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A deep copy of a module that knows nothing of its class: Java's own serialization, in memory,
 * copies modules, parameters and what is {@link Serializable} and may hold them, with the
 * references between them. All else goes through as it is: tensors, since they do not change,
 * functions, settings; unless it holds a module or a parameter, which the copy would then share.
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
            refuseHolder(x);
            shared.add(x instanceof Rng r ? new Rng(r.key(), r.counter()) : x);
            return new Reference(shared.size() - 1);
          });
    }

    private static boolean isCopied(Object o) {
      return o instanceof Serializable && !(o instanceof Rng) && !o.getClass().isHidden();
    }

    /** A module that is reached by a field would be that of the original. */
    private static void refuseHolder(Object o) {
      Class<?> c = o.getClass();
      if (o instanceof Rng || isLibrary(c.getName())) {
        return;
      }
      for (; c != null && !isLibrary(c.getName()); c = c.getSuperclass()) {
        for (Field f : c.getDeclaredFields()) {
          if (!Modifier.isStatic(f.getModifiers()) && holdsModel(f, o)) {
            throw new ArgumentException(
                "copy: " + place(c, f) + ", which the copy would share with the model; " + cure(c));
          }
        }
      }
    }

    private static String place(Class<?> c, Field f) {
      String type = f.getType().getSimpleName();
      return c.isHidden()
          ? "a function of " + c.getName().replaceAll("\\$\\$.*", "") + " captures a " + type
          : c.getName() + "." + f.getName() + " holds a " + type;
    }

    private static String cure(Class<?> c) {
      return c.isHidden()
          ? "make it a module that has it as a child"
          : "let " + c.getSimpleName() + " implement Serializable, or keep it in the module itself";
    }

    private static boolean holdsModel(Field f, Object of) {
      Object value = null;
      if (f.trySetAccessible()) {
        try {
          value = f.get(of);
        } catch (IllegalAccessException e) {
          value = null; // its declared type tells
        }
      }
      Class<?> type = f.getType();
      return value == null ? isOfModel(type) : isOfModel(value.getClass()) || holdsModel(value);
    }

    private static boolean holdsModel(Object value) {
      return value instanceof Iterable<?> many
          ? StreamSupport.stream(many.spliterator(), false).anyMatch(Writer::isPartOfModel)
          : value instanceof Map<?, ?> map && map.values().stream().anyMatch(Writer::isPartOfModel);
    }

    private static boolean isPartOfModel(@Nullable Object o) {
      return o != null && isOfModel(o.getClass());
    }

    private static boolean isOfModel(Class<?> type) {
      return Module.class.isAssignableFrom(type)
          || Parameter.class.isAssignableFrom(type)
          || State.class.isAssignableFrom(type);
    }

    /** Whether a class is one of the JDK's, of Kotlin's library, or of the engine. */
    private static boolean isLibrary(String name) {
      return name.startsWith("java.")
          || name.startsWith("kotlin.")
          || (name.startsWith("io.cotangent.") && !name.startsWith("io.cotangent.nn."));
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
