package io.cotangent.jvm;

import io.cotangent.spi.Walk;

/** Copies between strided tensors and dense arrays, a run at a time. */
final class F32Strided {
  private F32Strided() {}

  /** Copies the next n elements of a walk to a dense span. */
  static void read(float[] x, Walk walk, float[] out, int o, int n) {
    int step = walk.step;
    for (int done = 0; done < n; ) {
      int run = Math.min(walk.run(), n - done);
      int at = walk.at;
      int to = o + done;
      if (step == 1) {
        System.arraycopy(x, at, out, to, run);
      } else if (step == 0) {
        java.util.Arrays.fill(out, to, to + run, x[at]);
      } else {
        for (int i = 0; i < run; i++) {
          out[to + i] = x[at + i * step];
        }
      }
      walk.advance(run);
      done += run;
    }
  }

  /** Copies n elements from a dense span to where a walk goes. */
  static void write(float[] x, int o, float[] out, Walk walk, int n) {
    int step = walk.step;
    for (int done = 0; done < n; ) {
      int run = Math.min(walk.run(), n - done);
      int at = walk.at;
      int from = o + done;
      if (step == 1) {
        System.arraycopy(x, from, out, at, run);
      } else {
        for (int i = 0; i < run; i++) {
          out[at + i * step] = x[from + i];
        }
      }
      walk.advance(run);
      done += run;
    }
  }
}
