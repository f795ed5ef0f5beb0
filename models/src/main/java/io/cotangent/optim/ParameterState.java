package io.cotangent.optim;

import io.cotangent.DType;
import io.cotangent.Shape;
import io.cotangent.Tensor;
import io.cotangent.autograd.Memory;
import io.cotangent.nn.Parameter;
import io.cotangent.op.InPlace;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What an optimizer keeps for one parameter: how many steps it made, slots, numbers. */
final class ParameterState {
  static final String STEP = "step";

  final Parameter parameter;
  final ParameterGroup group;
  private final Map<String, Double> numbers = new HashMap<>();
  private Tensor[] slots = {};
  private long step;

  ParameterState(Parameter parameter, ParameterGroup group) {
    this.parameter = parameter;
    this.group = group;
  }

  void update(Tensor gradient) {
    Settings<?> settings = group.current();
    if (step == 0) {
      slots = initial(settings);
    }
    InPlace rule = settings.rule(step + 1, numbers, parameter.leaf().shape());
    Tensor leaf = parameter.leaf();
    Tensor[] in = new Tensor[slots.length + 1];
    for (int i = 0; i < slots.length; i++) {
      in[i] = moved(slots[i], leaf);
    }
    in[slots.length] = gradient;
    slots = parameter.update(rule, in);
    step++;
  }

  private List<String> slots() {
    return group.settings().slots(parameter.leaf().shape());
  }

  private Tensor[] initial(Settings<?> settings) {
    Tensor leaf = parameter.leaf();
    List<String> names = settings.slots(leaf.shape());
    Tensor[] r = new Tensor[names.size()];
    for (int i = 0; i < r.length; i++) {
      double value = settings.initial(names.get(i));
      Shape shape = settings.shape(names.get(i), leaf.shape());
      r[i] = Memory.outsideArenas(() -> Tensor.full(leaf.backend(), leaf.dtype(), value, shape));
    }
    return r;
  }

  /** A slot where the parameter is: a model may have moved to another backend or type. */
  private static Tensor moved(Tensor slot, Tensor leaf) {
    if (slot.dtype() == leaf.dtype() && slot.backend() == leaf.backend()) {
      return slot;
    }
    return Memory.state(Memory.cast(slot, leaf.dtype()).to(leaf.backend()));
  }

  /** Its entries of a state dictionary; none before the first step. */
  void save(String name, Map<String, Tensor> into) {
    if (step == 0) {
      return;
    }
    into.put(name + "." + STEP, Tensor.scalar(DType.I64, step));
    List<String> names = slots();
    for (int i = 0; i < slots.length; i++) {
      into.put(name + "." + names.get(i), slots[i].copy());
    }
    numbers.forEach((n, v) -> into.put(name + "." + n, OptimizerState.number(v)));
  }

  /** The names of its entries, and their shapes. */
  Map<String, Shape> entries() {
    Map<String, Shape> r = new LinkedHashMap<>();
    r.put(STEP, Shape.SCALAR);
    Shape shape = parameter.leaf().shape();
    slots().forEach(s -> r.put(s, group.settings().shape(s, shape)));
    group.settings().numbers().forEach(n -> r.put(n, Shape.SCALAR));
    return r;
  }

  /** Back to what {@link #save} wrote; with no entries, to before the first step. */
  void load(Map<String, Tensor> entries) {
    Tensor count = entries.get(STEP);
    step = count == null ? 0 : (long) count.item();
    numbers.clear();
    slots = new Tensor[0];
    if (step > 0) {
      slots = slots().stream().map(s -> loaded(entries, s)).toArray(Tensor[]::new);
      for (String n : group.settings().numbers()) {
        numbers.put(n, Objects.requireNonNull(entries.get(n)).item());
      }
    }
  }

  private Tensor loaded(Map<String, Tensor> entries, String slot) {
    Tensor leaf = parameter.leaf();
    Tensor t = Objects.requireNonNull(entries.get(slot)).detach();
    return Memory.state(Memory.cast(t, leaf.dtype()).to(leaf.backend()));
  }
}
