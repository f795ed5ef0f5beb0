package io.cotangent.nn;

import io.cotangent.ArgumentException;
import io.cotangent.Backends;
import io.cotangent.CotangentException;
import io.cotangent.DType;
import io.cotangent.DTypeException;
import io.cotangent.Hook;
import io.cotangent.Leaves;
import io.cotangent.Tensor;
import io.cotangent.autograd.Context;
import io.cotangent.autograd.Frame;
import io.cotangent.autograd.Listener;
import io.cotangent.random.Rng;
import io.cotangent.spi.Backend;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A part of a model: a tree of parameters, buffers, random streams and further modules, each under
 * a name that it gets in the constructor and keeps. Dotted paths of names are PyTorch's state
 * names, as {@code encoder.layers.0.self_attn.in_proj_weight}. What appears at several places, as a
 * shared module or a tied parameter, is one thing, under the first of its names.
 *
 * <p>Most models extend {@link Layer}. A module with another signature extends this class, offers
 * an {@code apply} of its own and wraps its body in {@link #call}.
 *
 * <p>A model belongs to the thread that trains it; others compute with a {@link #copy}. ({@code
 * java.lang.Module} makes the simple name ambiguous under {@code import io.cotangent.nn.*}: import
 * this class by name where you need it.)
 */
public abstract non-sealed class Module implements Leaves, Adaptable, Serializable {
  private static final long serialVersionUID = 1;

  final Map<String, Parameter> ownParameters = new LinkedHashMap<>();
  final Map<String, State> ownBuffers = new LinkedHashMap<>();
  final Map<String, Rng> ownStreams = new LinkedHashMap<>();
  final Map<String, Module> ownChildren = new LinkedHashMap<>();
  private boolean training = true;
  private transient @Nullable Module parent;
  private transient @Nullable String name;
  private transient @Nullable Frame frame;
  private transient @Nullable List<ForwardTransform> hooks;

  /** For authors of modules. */
  protected Module() {}

  // ---- registration, in the constructor ----

  /** A parameter with a copy of these values. */
  protected final Parameter parameter(String name, Tensor initial) {
    return parameter(name, new Parameter(initial));
  }

  /** A parameter that other modules may hold too: both compute with one tensor. */
  protected final Parameter parameter(String name, Parameter shared) {
    return register(this, name, shared);
  }

  /** A buffer with a copy of these values: state that is not trained. */
  protected final State buffer(String name, Tensor initial) {
    return registerBuffer(this, name, initial);
  }

  /** A random stream of this module's own, split off from another: state that checkpoints save. */
  protected final Rng random(String name, Rng rng) {
    return register(this, name, rng.split());
  }

  /** A module inside this one. */
  protected final <M extends Module> M child(String name, M module) {
    return register(this, name, module);
  }

  /**
   * As {@link #child}, for builders and other languages.
   *
   * @throws ArgumentException if the name is taken, or the module contains its parent
   */
  public static <M extends Module> M register(Module parent, String name, M module) {
    if (module == parent || module.modules().containsValue(parent)) {
      throw new ArgumentException(
          parent.describe() + ": the child '" + name + "' contains its own parent");
    }
    parent.ownChildren.put(parent.fresh(name), module);
    Module adopted = module; // private members are not seen through the type variable
    adopted.adopt(parent, name);
    return module;
  }

  /** As {@link #parameter}, for builders and other languages. */
  public static Parameter register(Module parent, String name, Parameter parameter) {
    parent.ownParameters.put(parent.fresh(name), parameter);
    parameter.setName(new PathName(parent, name));
    return parameter;
  }

  /** As {@link #buffer}, for builders and other languages. */
  public static State registerBuffer(Module parent, String name, Tensor initial) {
    State buffer = new State(initial);
    parent.ownBuffers.put(parent.fresh(name), buffer);
    return buffer;
  }

  /** As {@link #random}, with a stream of the module's own, for builders and other languages. */
  public static Rng register(Module parent, String name, Rng own) {
    parent.ownStreams.put(parent.fresh(name), own);
    return own;
  }

  private void adopt(Module by, String as) {
    if (parent == null) {
      parent = by;
      name = as;
    }
  }

  /** After a copy: what is not copied with the fields. */
  final void relink() {
    ownChildren.forEach((n, m) -> m.adopt(this, n));
    ownParameters.forEach((n, p) -> p.setName(new PathName(this, n)));
  }

  private String fresh(String name) {
    boolean taken =
        ownParameters.containsKey(name)
            || ownBuffers.containsKey(name)
            || ownStreams.containsKey(name)
            || ownChildren.containsKey(name);
    if (taken || name.isEmpty() || name.contains(".") || name.contains("*")) {
      throw new ArgumentException(
          getClass().getSimpleName()
              + ": the name '"
              + name
              + (taken
                  ? "' is taken; names are unique within a module"
                  : "' must not be empty, nor have dots or stars"));
    }
    return name;
  }

  /** A parameter's dotted name, computed when a message needs it. */
  private record PathName(Module module, String name) {
    @Override
    public String toString() {
      String path = module.path();
      return path.isEmpty() ? name : path + "." + name;
    }
  }

  private String path() {
    Module p = parent;
    if (p == null) {
      return "";
    }
    String before = p.path();
    return before.isEmpty() ? String.valueOf(name) : before + "." + name;
  }

  // ---- the tree ----

  /** All modules of the tree by dotted path, this one first, under the empty path. */
  public final Map<String, Module> modules() {
    return Tree.of(this).modules;
  }

  /** The modules directly inside, by name. */
  public final Map<String, Module> children() {
    return Collections.unmodifiableMap(ownChildren);
  }

  /**
   * The module at a dotted path, the empty one being this.
   *
   * @throws ArgumentException if there is none, listing the nearest paths
   */
  public final Module get(String path) {
    Map<String, Module> all = modules();
    Module m = all.get(path);
    if (m == null) {
      NamePattern.select("module", all.keySet(), path);
      throw new ArgumentException("module: give one path, not the pattern '" + path + "'");
    }
    return m;
  }

  /** All parameters of the tree. */
  public final Parameters parameters() {
    return Parameters.of(Tree.of(this).parameters);
  }

  /**
   * The parameters whose dotted names one of the patterns matches: {@code *} stands for any
   * characters within a level, {@code **} across levels.
   *
   * @throws ArgumentException if a pattern matches nothing, listing the nearest names
   */
  public final Parameters parameters(String... patterns) {
    return parameters().named(patterns);
  }

  /** The buffers of the tree by dotted name. */
  public final Map<String, State> buffers() {
    return Tree.of(this).buffers;
  }

  /** The random streams of the tree by dotted name. */
  public final Map<String, Rng> streams() {
    return Tree.of(this).streams;
  }

  @Override
  public final Map<String, Parameter> leaves() {
    return Tree.of(this).parameters;
  }

  // ---- state ----

  /** Copies of all parameters and buffers by dotted name, in the tree's order. */
  public final Map<String, Tensor> stateDict() {
    return StateDict.of(this);
  }

  /**
   * Reads a state dictionary.
   *
   * @throws ArgumentException that lists all that is missing, unexpected and of another shape;
   *     nothing is changed then
   */
  public final LoadReport load(Map<String, Tensor> state) {
    return load(state, Load.strict());
  }

  /** Reads a state dictionary, with names changed or gaps allowed. */
  public final LoadReport load(Map<String, Tensor> state, Load how) {
    return StateDict.load(this, state, how);
  }

  /**
   * Runs code while the tensors stand in the place of parameters, in this thread alone: the model
   * as a function of its weights. Gradients flow to the tensors.
   *
   * @param weights by dotted name; parameters that are not named keep their values
   * @throws ArgumentException if a name is no parameter's
   */
  public final <T> T with(Map<String, Tensor> weights, Supplier<T> work) {
    Map<String, Parameter> all = leaves();
    weights.keySet().forEach(n -> NamePattern.select("parameter", all.keySet(), n));
    List<Parameter> replaced = new ArrayList<>();
    try {
      weights.forEach(
          (n, t) -> {
            Parameter p = parameters().get(n);
            p.substitute(t);
            replaced.add(p);
          });
      return work.get();
    } finally {
      replaced.forEach(Parameter::restore);
    }
  }

  /** As {@link #with(Map, Supplier)}, with this module as argument. */
  @SuppressWarnings("unchecked") // a module of the type that the caller's variable has
  public final <M extends Module, T> T with(Map<String, Tensor> weights, Function<M, T> work) {
    return with(weights, () -> work.apply((M) this));
  }

  /**
   * A model like this with memory of its own, in evaluation mode and frozen: safe for any number of
   * threads that read. Modules are copied, with all that is {@link Serializable}: collections,
   * records and holders of one's own. All else, tensors, functions and settings, is shared; hooks
   * are left out.
   *
   * @param <M> the type of this module
   * @throws ArgumentException if what would be shared holds a module or a parameter, naming the
   *     field
   */
  @SuppressWarnings("unchecked") // a copy has the class of the original
  public final <M extends Module> M copy() {
    return (M) ModuleCopy.of(this);
  }

  /** Moves parameters, and buffers of floating point, to a type. */
  public final void to(DType dtype) {
    if (!dtype.isFloat()) {
      throw new DTypeException("to: parameters are F32 or F64, not " + dtype);
    }
    Tree t = Tree.of(this);
    t.parameters.values().forEach(p -> p.move(dtype, p.leaf().backend()));
    t.buffers.values().forEach(b -> b.move(dtype, b.value().backend()));
  }

  /** Moves parameters and buffers to a backend. */
  public final void to(Backend backend) {
    Tree t = Tree.of(this);
    t.parameters.values().forEach(p -> p.move(p.leaf().dtype(), backend));
    t.buffers.values().forEach(b -> b.move(b.value().dtype(), backend));
  }

  /** The backend of the parameters and buffers, the current one where there are none. */
  public final Backend backend() {
    Tree t = Tree.of(this);
    for (Parameter p : t.parameters.values()) {
      return p.leaf().backend();
    }
    for (State b : t.buffers.values()) {
      return b.value().backend();
    }
    return Backends.current();
  }

  // ---- mode ----

  /** Whether this module is in training mode. */
  public final boolean isTraining() {
    return training;
  }

  /** Switches the tree to training mode: dropout drops, batch normalization uses the batch. */
  public final void train() {
    modules().values().forEach(m -> m.training = true);
  }

  /** Switches the tree to evaluation mode. */
  public final void eval() {
    modules().values().forEach(m -> m.training = false);
  }

  /** Runs code in evaluation mode; each module's mode is restored, also after an exception. */
  public final <T> T evaluating(Supplier<T> work) {
    Map<Module, Boolean> before = new LinkedHashMap<>();
    modules().values().forEach(m -> before.put(m, m.training));
    eval();
    try {
      return work.get();
    } finally {
      before.forEach((m, mode) -> m.training = mode);
    }
  }

  /** Takes all parameters out of training. */
  public final void freeze() {
    parameters().freeze();
  }

  /** Takes parameters whose names match out of training. */
  public final void freeze(String... patterns) {
    parameters(patterns).freeze();
  }

  /** Takes all parameters into training. */
  public final void thaw() {
    parameters().thaw();
  }

  /** Takes parameters whose names match into training. */
  public final void thaw(String... patterns) {
    parameters(patterns).thaw();
  }

  // ---- calls ----

  /**
   * Runs the body of a module's {@code apply}: under its name in traces and errors, with its hooks.
   *
   * @param input the first input, for hooks
   */
  protected final <T> T call(Tensor input, Supplier<T> body) {
    Context c = Context.get();
    Frame outer = c.frame();
    Frame own = frame(outer);
    c.setFrame(own);
    Listener listener = c.listener();
    if (listener != null) {
      listener.enters(own);
    }
    @Nullable T result = null;
    try {
      result = body.get();
      if (hooks != null) {
        result = hooked(input, result);
      }
      return result;
    } catch (CotangentException e) {
      e.inModule(own.path());
      throw e;
    } finally {
      if (listener != null) {
        listener.leaves(own, result);
      }
      c.setFrame(outer);
    }
  }

  private Frame frame(@Nullable Frame outer) {
    Frame f = frame;
    if (f == null || f.outer() != outer) {
      f = new Frame(outer, outer == null ? "" : nameWithin(outer.module()), this);
      frame = f;
    }
    return f;
  }

  private String nameWithin(Object caller) {
    String path = name;
    for (Module p = parent; p != null && path != null; p = p.parent) {
      if (p == caller) {
        return path;
      }
      path = p.name == null ? null : p.name + "." + path;
    }
    if (caller instanceof Module m) {
      for (Map.Entry<String, Module> e : m.ownChildren.entrySet()) {
        if (e.getValue() == this) {
          return e.getKey();
        }
      }
    }
    return getClass().getSimpleName();
  }

  @SuppressWarnings("unchecked") // a tensor is replaced by a tensor
  private <T> T hooked(Tensor input, T result) {
    List<ForwardTransform> all = hooks;
    if (all == null) {
      return result;
    }
    T r = result;
    for (ForwardTransform h : all) {
      if (r instanceof Tensor y) {
        r = (T) h.transformed(this, input, y);
      } else if (r instanceof Output o) {
        h.transformed(this, input, o.output());
      }
    }
    return r;
  }

  /** Whether a hook is set. */
  final boolean isHooked() {
    return hooks != null && !hooks.isEmpty();
  }

  /** Lets a function see every call's first input and output. */
  public final Hook onForward(ForwardHook hook) {
    return transformForward(
        (module, input, output) -> {
          hook.called(module, input, output);
          return output;
        });
  }

  /** Lets a function replace the output of every call that gives one tensor. */
  public final Hook transformForward(ForwardTransform transform) {
    List<ForwardTransform> all = hooks;
    if (all == null) {
      all = new CopyOnWriteArrayList<>();
      hooks = all;
    }
    List<ForwardTransform> list = all;
    ForwardTransform entry = transform::transformed; // an object of its own, to be removed by
    list.add(entry);
    return () -> list.remove(entry);
  }

  /**
   * Refuses data of another type than the parameters: a network would silently compute in that.
   *
   * @throws DTypeException naming both and what to cast
   */
  protected final void requireType(Tensor x, Parameter p) {
    DType t = p.leaf().dtype();
    if (x.dtype() != t) {
      throw new DTypeException(
          describe()
              + ": x is "
              + x.dtype()
              + ", the parameters are "
              + t
              + "; cast the data with x.to(DType."
              + t
              + ") or the model with model.to(DType."
              + x.dtype()
              + ")");
    }
  }

  // ---- what it prints ----

  /**
   * The type of the input that {@link #summary} makes: that of the first module inside, else of the
   * parameters. Modules that take indices say I64.
   */
  protected DType inputType() {
    for (Module m : ownChildren.values()) {
      return m.inputType();
    }
    for (Parameter p : ownParameters.values()) {
      return p.leaf().dtype();
    }
    return DType.F32;
  }

  /**
   * The tree with output shapes, parameters and multiply-adds of one call, in evaluation mode; the
   * model is as before afterwards. Where a call fails, the table ends there and says why.
   *
   * @param call runs this module
   */
  public final Summary summary(Supplier<?> call) {
    return Summary.of(this, call);
  }

  /** This module without its children, in a word or two: its class, and its sizes. */
  protected String describe() {
    String s = getClass().getSimpleName();
    return s.isEmpty() ? "Layer" : s;
  }

  /** The tree: names, modules and their sizes. */
  @Override
  public final String toString() {
    StringBuilder s = new StringBuilder(describe());
    Tree.print(this, "", s);
    return s.toString();
  }
}
