package io.cotangent.data;

import io.cotangent.CotangentException;
import java.util.Arrays;
import java.util.List;

/**
 * An exception in the code that reads, maps or collates elements. The message names the elements
 * and says what the cause says; the cause is the exception itself, its trace cut where the loader's
 * own calls begin.
 */
public final class ElementException extends CotangentException {
  private static final long serialVersionUID = 1L;

  private final transient int[] indices;

  private ElementException(String message, Throwable cause, int[] indices) {
    super(message, cause);
    this.indices = indices;
  }

  /** In the code for one element. */
  static ElementException of(int index, int epoch, Throwable cause) {
    return new ElementException(
        "element " + index + " (epoch " + epoch + "): " + said(cause),
        cut(cause),
        new int[] {index});
  }

  /** In the code that makes a batch of elements. */
  static ElementException of(int[] indices, int epoch, Throwable cause) {
    String shown =
        indices.length <= 8
            ? Arrays.toString(indices)
            : Arrays.toString(Arrays.copyOf(indices, 8)).replace("]", ", …]");
    return new ElementException(
        "batch of elements " + shown + " (epoch " + epoch + "): " + said(cause),
        cut(cause),
        indices.clone());
  }

  private static String said(Throwable cause) {
    return cause instanceof CotangentException
        ? String.valueOf(cause.getMessage())
        : cause.toString();
  }

  /** The indices in the loader's data set of the elements at work: one, or those of the batch. */
  public int[] indices() {
    return indices.clone();
  }

  /** Takes the frames of data sets, loader and threads out of a trace. */
  private static Throwable cut(Throwable t) {
    t.setStackTrace(
        Arrays.stream(t.getStackTrace())
            .filter(f -> !isOurs(f.getClassName()))
            .toArray(StackTraceElement[]::new));
    return t;
  }

  private static final List<Class<?>> OURS =
      List.of(
          BatchSource.class,
          DataLoader.class,
          Dataset.class,
          Datasets.class,
          DirectBatches.class,
          Labeled.class,
          PrefetchedBatches.class,
          RandomMap.class,
          StreamingDataset.class);

  private static boolean isOurs(String name) {
    return name.startsWith("java.util.concurrent.")
        || name.equals("java.lang.Thread")
        || OURS.stream()
            .anyMatch(c -> name.equals(c.getName()) || name.startsWith(c.getName() + "$"));
  }
}
