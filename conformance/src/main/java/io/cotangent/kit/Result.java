package io.cotangent.kit;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of a check.
 *
 * @param check the check
 * @param calls what the checking thread called of the backend, as {@code unary(Unary.COS)}
 * @param why what was wrong, or null if the check passed
 */
public record Result(Check check, Set<String> calls, @Nullable Throwable why) {
  /** Whether the backend did what it should. */
  public boolean passed() {
    return why == null;
  }
}
