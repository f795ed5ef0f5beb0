package io.cotangent.nn;

import java.util.List;

/**
 * What a state dictionary did to a module.
 *
 * @param loaded names that were set
 * @param missing names of the module that the dictionary lacks
 * @param unexpected names of the dictionary that the module lacks
 * @param misshapen names whose shapes differ, with both
 */
public record LoadReport(
    List<String> loaded, List<String> missing, List<String> unexpected, List<String> misshapen) {

  /** Copies the lists. */
  public LoadReport {
    loaded = List.copyOf(loaded);
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
    misshapen = List.copyOf(misshapen);
  }

  @Override
  public String toString() {
    return loaded.size()
        + " loaded"
        + part("missing", missing)
        + part("unexpected", unexpected)
        + part("of another shape", misshapen);
  }

  private static String part(String what, List<String> names) {
    return names.isEmpty()
        ? ""
        : "; " + names.size() + " " + what + ": " + String.join(", ", names);
  }
}
