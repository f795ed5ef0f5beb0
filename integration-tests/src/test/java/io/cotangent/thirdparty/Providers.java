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
}
