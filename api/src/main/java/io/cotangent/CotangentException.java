package io.cotangent;

import org.jspecify.annotations.Nullable;

/** The root of Cotangent's exceptions. Its message names what was wrong and what would be right. */
public class CotangentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private @Nullable String module;

  public CotangentException(String message) {
    super(message);
  }

  public CotangentException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * For modules: tells where the exception came from. The first module that does, the innermost,
   * counts.
   */
  public void inModule(String path) {
    if (module == null && !path.isEmpty()) {
      module = path;
    }
  }

  /** The dotted path of the module in whose code it happened, null outside of modules. */
  public @Nullable String module() {
    return module;
  }

  @Override
  public @Nullable String getMessage() {
    return module == null ? super.getMessage() : super.getMessage() + " [in module " + module + "]";
  }
}
