package io.cotangent.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a state dictionary is read into a module: {@code Load.lenient().rename("bert.(.*)", "$1")}.
 */
public final class Load {
  private record Renaming(Pattern from, String to) {}

  private final boolean lenient;
  private final boolean misshapen;
  private final List<Renaming> renamings;

  private Load(boolean lenient, boolean misshapen, List<Renaming> renamings) {
    this.lenient = lenient;
    this.misshapen = misshapen;
    this.renamings = List.copyOf(renamings);
  }

  /** Names and shapes must be those of the module. */
  public static Load strict() {
    return new Load(false, false, List.of());
  }

  /** What is missing keeps its value, what is unexpected is left out; shapes must still fit. */
  public static Load lenient() {
    return new Load(true, false, List.of());
  }

  /** Also leaves out tensors of another shape, as for a new head over a pretrained body. */
  public Load skipMisshapen() {
    return new Load(lenient, true, renamings);
  }

  /** Renames each entry that a regular expression matches whole, as {@code replaceAll} does. */
  public Load rename(String regex, String replacement) {
    List<Renaming> all = new ArrayList<>(renamings);
    all.add(new Renaming(Pattern.compile(regex), replacement));
    return new Load(lenient, misshapen, all);
  }

  boolean isLenient() {
    return lenient;
  }

  boolean skipsMisshapen() {
    return misshapen;
  }

  String renamed(String name) {
    String n = name;
    for (Renaming r : renamings) {
      var m = r.from.matcher(n);
      if (m.matches()) {
        n = m.replaceAll(r.to);
      }
    }
    return n;
  }
}
