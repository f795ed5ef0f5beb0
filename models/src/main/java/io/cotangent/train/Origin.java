package io.cotangent.train;

import io.cotangent.Autograd;
import io.cotangent.CotangentException;
import io.cotangent.Scope;
import io.cotangent.Tensor;
import io.cotangent.autograd.Frame;
import io.cotangent.autograd.Listener;
import io.cotangent.autograd.Rule;
import io.cotangent.autograd.Tape;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs a batch again and finds the operation that first made a number that is not finite. */
final class Origin {
  private Origin() {}

  /**
   * What was found.
   *
   * @param text for a message; empty if all was finite this time
   * @param trace where it happened
   */
  record Found(String text, @Nullable Throwable trace) {}

  static Found of(Supplier<Tensor> loss) {
    Watch watch = new Watch();
    try (Scope scope = Scope.open("search for what is not finite")) {
      Tensor l = Tape.listened(watch, loss);
      if (watch.trace != null) {
        return new Found(watch.text, watch.trace);
      }
      Autograd.detectAnomaly(l::backward);
      return new Found("", null);
    } catch (CotangentException e) {
      // The anomaly's own message, or an error of the model that says more than this search could.
      return new Found("; " + e.getMessage(), e);
    }
  }

  private static final class Watch implements Listener {
    private record Open(Rule rule, boolean finite) {}

    private final Deque<Open> open = new ArrayDeque<>();
    private final Deque<Frame> modules = new ArrayDeque<>();
    private String text = "";
    private @Nullable Throwable trace;

    /** While this itself looks at values, by operations. */
    private boolean looking;

    @Override
    public void starts(Rule rule, Tensor[] inputs) {
      if (looking) {
        return;
      }
      open.push(new Open(rule, trace == null && Arrays.stream(inputs).allMatch(this::isFinite)));
    }

    @Override
    public void ends(Tensor... outputs) {
      if (looking) {
        return;
      }
      Open o = open.pop();
      if (trace == null && o.finite && !Arrays.stream(outputs).allMatch(this::isFinite)) {
        Frame m = modules.peek();
        String path = m == null ? "" : m.path();
        trace = new Throwable("the result of " + o.rule.label() + " is not finite");
        text =
            "; the first result that is not finite is that of "
                + o.rule.label()
                + (path.isEmpty() ? "" : " in module " + path)
                + line(trace);
      }
    }

    private boolean isFinite(Tensor t) {
      if (!t.dtype().isFloat() || t.size() == 0) {
        return true;
      }
      looking = true;
      try {
        return t.detach().isFinite().all().toLongs()[0] != 0;
      } finally {
        looking = false;
      }
    }

    /** The first line of the trace outside of the library. */
    private static String line(Throwable trace) {
      return Arrays.stream(trace.getStackTrace())
          .filter(f -> !isLibrary(f.getClassName()))
          .findFirst()
          .map(f -> ", at " + f)
          .orElse("");
    }

    private static final java.util.regex.Pattern LIBRARY =
        java.util.regex.Pattern.compile(
            "java\\..*|jdk\\..*|io\\.cotangent\\.((autograd|op|nn|loss|spi|jvm|nd4j)\\.)?[^.]*"
                + "|io\\.cotangent\\.train\\.(Trainer|Origin|Step|Fit)(\\$.*)?");

    private static boolean isLibrary(String name) {
      return LIBRARY.matcher(name).matches();
    }

    @Override
    public void enters(Frame module) {
      modules.push(module);
    }

    @Override
    public void leaves(Frame module, @Nullable Object result) {
      modules.pop();
    }
  }
}
