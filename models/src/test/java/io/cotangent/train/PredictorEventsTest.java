package io.cotangent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What JDK Flight Recorder sees of a predictor. */
class PredictorEventsTest {
  @TempDir Path folder;

  private interface Work {
    void run() throws Exception;
  }

  private List<RecordedEvent> recorded(Work work) throws Exception {
    try (Recording recording = new Recording()) {
      for (String name : List.of("Prediction", "JoinedBatch", "ModelSwap")) {
        recording.enable("io.cotangent." + name).withoutThreshold();
      }
      recording.start();
      work.run();
      recording.stop();
      Path file = folder.resolve("events.jfr");
      recording.dump(file);
      return RecordingFile.readAllEvents(file);
    }
  }

  private static List<RecordedEvent> named(List<RecordedEvent> all, String name) {
    return all.stream().filter(e -> e.getEventType().getName().endsWith("." + name)).toList();
  }

  @Test
  void callsBatchesAndSwapsAreEvents() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<RecordedEvent> events;
    try (Predictor joined = Predictor.joined(Fixture.model(0), 3, Duration.ofSeconds(30))) {
      events =
          recorded(
              () -> {
                // The batch is full with the third call: none waits for thirty seconds.
                List<Future<float[]>> calls =
                    IntStream.range(0, 3)
                        .mapToObj(i -> threads.submit(() -> joined.predict(i, 1, 2)))
                        .toList();
                for (Future<float[]> call : calls) {
                  call.get();
                }
                threads.shutdown();
                assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
                joined.swap(Fixture.model(0));
              });
    }
    List<RecordedEvent> calls = named(events, "Prediction");
    assertThat(calls).hasSize(3);
    assertThat(calls).allMatch(e -> e.getInt("rows") == 1 && e.getInt("batchSize") == 3);
    assertThat(calls)
        .allMatch(e -> !e.getDuration("queueTime").isNegative())
        .allMatch(e -> e.getDuration("queueTime").compareTo(e.getDuration()) <= 0);
    List<RecordedEvent> batches = named(events, "JoinedBatch");
    assertThat(batches).hasSize(1);
    assertThat(batches.get(0).getInt("batchSize")).isEqualTo(3);
    assertThat(batches.get(0).getDuration("queueTime"))
        .isEqualTo(
            calls.stream().map(e -> e.getDuration("queueTime")).max(Duration::compareTo).get());
    assertThat(named(events, "ModelSwap")).hasSize(1);
  }

  @Test
  void aCallWithoutAnAnswerIsAnEventToo() throws Exception {
    try (Predictor p = Predictor.of(Fixture.model(0))) {
      List<RecordedEvent> calls =
          named(
              recorded(
                  () -> {
                    p.predict(Tensor.zeros(5, 3));
                    assertThatThrownBy(() -> p.predict(1, 2)).isInstanceOf(ShapeException.class);
                  }),
              "Prediction");
      assertThat(calls).extracting(e -> e.getInt("rows")).containsExactly(5, 1);
      assertThat(calls).extracting(e -> e.getInt("batchSize")).containsExactly(5, 0);
    }
  }
}
