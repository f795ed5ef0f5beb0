package io.cotangent.thirdparty;

import io.cotangent.spi.Backend;
import io.cotangent.spi.BackendProvider;

/** Providers that tests put on a class path by a service file of their own. */
public final class Providers {
  private Providers() {}

  /** Of low priority: what is left when others fail. */
  public static class Plain implements BackendProvider {
    @Override
    public String name() {
      return "plain";
    }

    @Override
    public int priority() {
      return 1;
    }

    @Override
    public Backend create() {
      return new PlainBackend();
    }
  }

  /** Of the same name, and of higher priority. */
  public static final class Namesake extends Plain {
    @Override
    public int priority() {
      return 2;
    }
  }

  /** Cannot be made. */
  public static final class ThrowsInConstructor extends Plain {
    public ThrowsInConstructor() {
      throw new IllegalStateException("no such luck");
    }
  }

  /** Can be made, and makes nothing. */
  public static final class ThrowsInCreate extends Plain {
    @Override
    public String name() {
      return "thrower";
    }

    @Override
    public int priority() {
      return 1000;
    }

    @Override
    public Backend create() {
      throw new IllegalStateException("no such device");
    }
  }

  /** Throws whatever is asked of it but to be made. */
  public static class ThrowsInName extends Plain {
    @Override
    public String name() {
      throw new IllegalStateException("no such name");
    }
  }

  /** Has a name, and no priority. */
  public static final class ThrowsInPriority extends Plain {
    @Override
    public int priority() {
      throw new NoSuchMethodError("no such priority");
    }
  }

  /** Has no name. */
  public static final class Nameless extends Plain {
    @Override
    @SuppressWarnings("NullAway") // what a provider written without null checks may do
    public String name() {
      return null;
    }
  }

  /** Fails with an error that is no exception. */
  public static final class ErrorInCreate extends Plain {
    @Override
    public String name() {
      return "erring";
    }

    @Override
    public int priority() {
      return 1000;
    }

    @Override
    public Backend create() {
      throw new AssertionError("no such device");
    }
  }

  /** Has the JVM backend's name, a higher priority, and cannot run. */
  public static final class Impostor extends Plain {
    @Override
    public String name() {
      return "jvm";
    }

    @Override
    public int priority() {
      return 1000;
    }

    @Override
    public Backend create() {
      throw new IllegalStateException("an impostor");
    }
  }

  /** Computes sines for cosines. */
  public static final class SinForCos extends Plain {
    @Override
    public String name() {
      return "sin-for-cos";
    }

    @Override
    public Backend create() {
      return new BrokenBackendsTest.SinForCos();
    }
  }
}
