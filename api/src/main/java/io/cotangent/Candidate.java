package io.cotangent;

import io.cotangent.spi.Backend;
import io.cotangent.spi.BackendProvider;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * A provider on the class path that has given its name and priority. What a provider throws stays
 * with it: one that cannot be loaded or named is left out, and the others are unaffected.
 */
record Candidate(String name, int priority, BackendProvider provider) {
  private static final System.Logger LOG = System.getLogger("io.cotangent");

  /** After so many failures the list of providers itself is taken to be unreadable. */
  private static final int FAILURES = 100;

  /** All providers that can be loaded and named, highest priority first. */
  static List<Candidate> all() {
    List<Candidate> found = new ArrayList<>();
    Iterator<BackendProvider> i =
        ServiceLoader.load(BackendProvider.class, Candidate.class.getClassLoader()).iterator();
    int failures = 0;
    while (failures < FAILURES) {
      try {
        if (!i.hasNext()) {
          break;
        }
        found.add(of(i.next()));
      } catch (ServiceConfigurationError | LinkageError | BackendException e) {
        failures++;
        LOG.log(
            System.Logger.Level.WARNING,
            "a backend provider cannot be loaded and is left out: {0}",
            String.valueOf(e));
      }
    }
    found.sort(
        Comparator.comparingInt(Candidate::priority)
            .reversed()
            .thenComparing(Candidate::name)
            .thenComparing(Candidate::className));
    return found;
  }

  private static Candidate of(BackendProvider p) {
    try {
      String name = p.name();
      if (name == null || name.isBlank()) {
        throw new BackendException("its name() is " + (name == null ? "null" : "blank"));
      }
      return new Candidate(name, p.priority(), p);
    } catch (Throwable e) {
      throw new BackendException(p.getClass().getName() + ": " + e, e);
    }
  }

  /**
   * Makes the backend.
   *
   * @throws ArgumentException if a setting is wrong, which no other backend could mend
   * @throws BackendException if it cannot run, whatever its provider threw
   */
  Backend create() {
    try {
      Backend b = provider.create();
      if (b == null) {
        throw new BackendException("backend " + name + ": its provider made null");
      }
      LOG.log(System.Logger.Level.INFO, "backend {0}: {1}", b.name(), b.description());
      return b;
    } catch (ArgumentException | BackendException e) {
      throw e;
    } catch (Throwable e) {
      throw new BackendException("backend " + name + ": its provider failed: " + e, e);
    }
  }

  /** The provider's class, by which it can be chosen where its name is not unique. */
  String className() {
    return provider.getClass().getName();
  }

  /** Class and place, for messages that tell two providers apart. */
  String describe() {
    CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
    return className()
        + (source == null || source.getLocation() == null ? "" : " (" + source.getLocation() + ")");
  }
}
