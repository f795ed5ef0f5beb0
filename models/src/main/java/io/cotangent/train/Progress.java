package io.cotangent.train;

/** Follows the steps of an epoch, for instance to draw a progress bar. */
public interface Progress {
  /** Shows nothing. */
  Progress NONE =
      new Progress() {
        @Override
        public void start(String title, int steps) {}

        @Override
        public void step(double meanLoss) {}

        @Override
        public void end() {}
      };

  /** An epoch of {@code steps} steps begins. */
  void start(String title, int steps);

  /** A step is done; {@code meanLoss} is the mean over the epoch's examples so far. */
  void step(double meanLoss);

  /** The epoch is over, or has ended in an exception. */
  void end();
}
