package io.cotangent;

import io.cotangent.spi.Backend;
import io.cotangent.spi.BackendProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
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
   * The backend of a name.
   *
   * @throws BackendException if none of that name is on the class path, or it cannot run
   */
  public static Backend get(String name) {
    List<BackendProvider> providers = providers();
    for (BackendProvider p : providers) {
      if (p.name().equals(name)) {
        return make(p);
      }
    }
    throw new BackendException(
        "backend: none is named '"
            + name
            + "'; on the class path: "
            + names(providers)
            + remedy(providers));
  }

  /** The names of all backends on the class path, highest priority first. */
  public static List<String> names() {
    return names(providers());
  }

  private static synchronized Backend choose() {
    Backend chosen = current;
    if (chosen != null) {
      return chosen;
    }
    String property = System.getProperty("cotangent.backend");
    if (property != null && !property.isEmpty()) {
      chosen = get(property);
    } else {
      List<String> failures = new ArrayList<>();
      List<BackendProvider> providers = providers();
      for (BackendProvider p : providers) {
        try {
          chosen = make(p);
          break;
        } catch (RuntimeException | LinkageError e) {
          failures.add(p.name() + ": " + e.getMessage());
          LOG.log(
              System.Logger.Level.WARNING,
              "backend {0} cannot run, the next one is taken: {1}",
              p.name(),
              e.getMessage());
        }
      }
      if (chosen == null) {
        throw new BackendException(
            "backend: none can run"
                + (failures.isEmpty() ? "" : " (" + String.join("; ", failures) + ")")
                + remedy(providers));
      }
    }
    current = chosen;
    return chosen;
  }

  private static String remedy(List<BackendProvider> providers) {
    return providers.isEmpty()
        ? "; add io.cotangent:cotangent-backend-jvm or io.cotangent:cotangent-backend-nd4j to the class path"
        : "";
  }

  private static Backend make(BackendProvider p) {
    return MADE.computeIfAbsent(
        p.getClass().getName(),
        k -> {
          Backend b;
          try {
            b = p.create();
          } catch (CotangentException e) {
            throw e;
          } catch (RuntimeException | LinkageError e) {
            throw new BackendException("backend " + p.name() + ": its provider failed: " + e, e);
          }
          LOG.log(System.Logger.Level.INFO, "backend {0}: {1}", b.name(), b.description());
          return b;
        });
  }

  private static List<String> names(List<BackendProvider> providers) {
    return providers.stream().map(BackendProvider::name).toList();
  }

  private static List<BackendProvider> providers() {
    List<BackendProvider> found = new ArrayList<>();
    Iterator<BackendProvider> i =
        ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()).iterator();
    while (true) {
      try {
        if (!i.hasNext()) {
          break;
        }
        found.add(i.next());
      } catch (ServiceConfigurationError e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "a backend provider cannot be loaded and is left out: {0}",
            String.valueOf(e));
      }
    }
    found.sort(
        Comparator.comparingInt(BackendProvider::priority)
            .reversed()
            .thenComparing(BackendProvider::name));
    return withoutNamesakes(found);
  }

  /** Of several providers of one name the first is kept, and a line says so. */
  private static List<BackendProvider> withoutNamesakes(List<BackendProvider> sorted) {
    Map<String, BackendProvider> byName = new LinkedHashMap<>();
    for (BackendProvider p : sorted) {
      BackendProvider first = byName.putIfAbsent(p.name(), p);
      if (first != null) {
        LOG.log(
            System.Logger.Level.WARNING,
            "two backends are named {0}: {1} is taken, {2} left out",
            p.name(),
            first.getClass().getName(),
            p.getClass().getName());
      }
    }
    return List.copyOf(byName.values());
  }
}
