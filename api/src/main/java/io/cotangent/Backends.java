package io.cotangent;

import io.cotangent.spi.Backend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The backends on the class path. The one in use is, in this order: what {@link #use} was given;
 * what the system property {@code cotangent.backend} names; the one of highest priority that can
 * run.
 */
public final class Backends {
  private static final System.Logger LOG = System.getLogger("io.cotangent");
  private static final Map<String, Backend> MADE = new ConcurrentHashMap<>();
  private static volatile @Nullable Backend current;

  private Backends() {}

  /**
   * The backend in use.
   *
   * @throws BackendException if there is none; the message names what to add
   */
  public static Backend current() {
    Backend b = current;
    return b != null ? b : choose();
  }

  /** Puts a backend in use for tensors made from here on, in all threads. */
  public static void use(Backend backend) {
    current = backend;
  }

  /**
   * The backend of a name, or of a provider's class name where two providers share a name.
   *
   * @throws BackendException if none of that name is on the class path, if several are, or if it
   *     cannot run
   */
  public static Backend get(String name) {
    List<Candidate> candidates = Candidate.all();
    List<Candidate> named =
        candidates.stream()
            .filter(c -> c.name().equals(name) || c.className().equals(name))
            .toList();
    if (named.size() > 1) {
      throw new BackendException(
          "backend: "
              + named.size()
              + " are named '"
              + name
              + "': "
              + String.join(", ", named.stream().map(Candidate::describe).toList())
              + "; take all but one off the class path, or choose by class name");
    }
    if (named.isEmpty()) {
      throw new BackendException(
          "backend: none is named '"
              + name
              + "'; on the class path: "
              + names(candidates)
              + remedy(candidates));
    }
    return make(named.get(0));
  }

  /** The names of all backends on the class path, highest priority first. */
  public static List<String> names() {
    return names(Candidate.all());
  }

  private static synchronized Backend choose() {
    Backend chosen = current;
    if (chosen == null) {
      String property = System.getProperty("cotangent.backend");
      chosen = property != null && !property.isEmpty() ? get(property) : best();
      current = chosen;
    }
    return chosen;
  }

  /** The first that can run; a wrong setting is an error, not a reason to take the next one. */
  private static Backend best() {
    List<Candidate> candidates = Candidate.all();
    reportNamesakes(candidates);
    List<String> failures = new ArrayList<>();
    for (Candidate c : candidates) {
      try {
        return make(c);
      } catch (BackendException e) {
        failures.add(c.name() + ": " + e.getMessage());
        LOG.log(
            System.Logger.Level.WARNING,
            "backend {0} cannot run, the next one is taken: {1}",
            c.name(),
            e.getMessage());
      }
    }
    throw new BackendException(
        "backend: none can run"
            + (failures.isEmpty() ? "" : " (" + String.join("; ", failures) + ")")
            + remedy(candidates));
  }

  private static String remedy(List<Candidate> candidates) {
    return candidates.isEmpty()
        ? "; add io.cotangent:cotangent-backend-jvm or io.cotangent:cotangent-backend-nd4j to the class path"
        : "";
  }

  private static Backend make(Candidate c) {
    return MADE.computeIfAbsent(c.className(), k -> c.create());
  }

  private static List<String> names(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::name).distinct().toList();
  }

  private static void reportNamesakes(List<Candidate> candidates) {
    Map<String, Candidate> byName = new HashMap<>();
    for (Candidate c : candidates) {
      Candidate first = byName.putIfAbsent(c.name(), c);
      if (first != null) {
        LOG.log(
            System.Logger.Level.WARNING,
            "two backends are named {0}: {1} comes before {2}",
            c.name(),
            first.describe(),
            c.describe());
      }
    }
  }
}
