package io.cotangent.suite;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Trains in a class loader of its own, in a thread that lives on, lets go of the loader, and prints
 * whether it is collected: what a serving container does when it loads a program again.
 */
public final class Unloading {
  private static final int COLLECTIONS = 20;
  private static final long PATIENCE_MILLIS = 60_000;

  private Unloading() {}

  /** What the loader's code does: some steps, on several threads. */
  public static final class Work implements Runnable {
    @Override
    public void run() {
      TrainingStep step = new TrainingStep();
      for (int i = 0; i < 30; i++) {
        step.scoped();
        step.plain();
      }
    }
  }

  public static void main(String[] args) throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    WeakReference<@Nullable ClassLoader> loader = pool.submit(Unloading::load).get();
    List<String> ended = new ArrayList<>();
    for (Thread t : Thread.getAllStackTraces().keySet()) {
      if (t.getName().startsWith("cotangent")) {
        t.join(PATIENCE_MILLIS);
        ended.add(t.getName() + (t.isAlive() ? " lives on" : " ended"));
      }
    }
    ended.stream().sorted().forEach(System.out::println);
    for (int i = 0; i < COLLECTIONS && loader.get() != null; i++) {
      System.gc();
    }
    System.out.println(loader.get() == null ? "unloaded" : "still loaded");
    pool.shutdownNow();
  }

  private static WeakReference<@Nullable ClassLoader> load() throws Exception {
    List<URL> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      path.add(url(entry));
    }
    ClassLoader loader =
        new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(loader);
    try {
      Class<?> work = loader.loadClass(Work.class.getName());
      ((Runnable) work.getDeclaredConstructor().newInstance()).run();
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    return new WeakReference<>(loader);
  }

  private static URL url(String entry) throws MalformedURLException {
    return Path.of(entry).toUri().toURL();
  }
}
