package io.cotangent.cli;

import io.cotangent.train.Progress;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error, with the loss behind it. */
final class ProgressLine implements Progress {
  private @Nullable ProgressBar bar;

  @Override
  public void start(String title, int steps) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(title)
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .setMaxRenderedLength(100)
            .build();
  }

  @Override
  public void step(double meanLoss) {
    if (bar != null) {
      bar.step().setExtraMessage(String.format(Locale.ROOT, "loss %.4f", meanLoss));
    }
  }

  @Override
  public void end() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
