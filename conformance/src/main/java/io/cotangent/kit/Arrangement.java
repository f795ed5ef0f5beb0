package io.cotangent.kit;

import io.cotangent.Tensor;
import io.cotangent.spi.Backend;
import java.util.ArrayList;
import java.util.List;

/**
 * How the inputs of a sample lie in memory.
 *
 * @param lay the layout of those that are not dense
 * @param input the only input that lies so, or −1 if all do
 */
record Arrangement(Lay lay, int input) {
  static final Arrangement DENSE = new Arrangement(Lay.DENSE, -1);

  /** All that make a difference to some inputs: all of them in each layout, then one at a time. */
  static List<Arrangement> of(List<Tensor> inputs) {
    List<Arrangement> all = new ArrayList<>();
    all.add(DENSE);
    long movable = inputs.stream().filter(Lay::applies).count();
    for (Lay lay : Lay.values()) {
      if (matters(lay, inputs)) {
        all.add(new Arrangement(lay, -1));
      }
    }
    for (int i = 0; movable > 1 && i < inputs.size(); i++) {
      for (Lay lay : Lay.values()) {
        if (matters(lay, List.of(inputs.get(i)))) {
          all.add(new Arrangement(lay, i));
        }
      }
    }
    return all;
  }

  private static boolean matters(Lay lay, List<Tensor> inputs) {
    return inputs.stream().anyMatch(x -> lay == Lay.OFFSET ? Lay.applies(x) : lay.isStrided(x));
  }

  /** The layout of one input. */
  Lay of(int i) {
    return input < 0 || input == i ? lay : Lay.DENSE;
  }

  Tensor place(int i, Tensor x, Backend on) {
    return of(i).apply(x, on);
  }

  @Override
  public String toString() {
    return input < 0 ? lay.label() : "input " + input + " " + lay.label();
  }
}
