package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.metric.MetricReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * A training that is stopped on its way, and goes on elsewhere.
 *
 * @param source a new one for each part of it
 * @param initial before the first step; never changed
 */
record StopAndGo(TrainingPlan plan, Supplier<GradientSource> source, TrainingState initial) {
  /**
   * Checks that what goes on after that many steps, from a copy of the state or from its bytes, is
   * the training that never stopped, to the bit.
   */
  void goesOnToTheBit(int stop) throws IOException {
    List<String> whole = new ArrayList<>();
    TrainingState uninterrupted = train(initial.copy(), events(whole, Long.MAX_VALUE));

    List<String> parts = new ArrayList<>();
    TrainingState stopped = initial.copy();
    if (stop > 0) {
      trainUntilInterrupted(stopped, events(parts, stop));
    }
    TrainingState copy = stopped.copy();
    assertThat(copy).isEqualTo(stopped).hasSameHashCodeAs(stopped);
    TrainingState read = initial.copy();
    read.readFrom(new ByteArrayInputStream(bytes(stopped)));
    assertThat(read).isEqualTo(stopped);
    TrainingState overwritten = initial.copy();
    overwritten.set(stopped);
    assertThat(overwritten).isEqualTo(stopped);
    Arrays.fill(stopped.values(), Float.NaN);
    Arrays.fill(stopped.averaged(), Float.NaN);
    assertThat(overwritten).isEqualTo(copy);

    TrainingState resumed = train(copy, events(parts, Long.MAX_VALUE));
    assertThat(resumed).isEqualTo(uninterrupted).isNotEqualTo(initial);
    assertThat(train(read, TrainingListener.NONE)).isEqualTo(uninterrupted);
    assertThat(parts).isEqualTo(whole);
  }

  private TrainingState train(TrainingState state, TrainingListener listener) {
    return new Trainer(plan, source.get(), state).train(listener).state();
  }

  private void trainUntilInterrupted(TrainingState state, TrainingListener listener) {
    try {
      train(state, listener);
    } catch (CancellationException e) {
      return;
    } finally {
      Thread.interrupted(); // Asked for after the last step, nothing heeds it.
    }
  }

  /** Tells all that a listener hears, but for times; interrupts after that many steps. */
  private static TrainingListener events(List<String> events, long stop) {
    return new TrainingListener() {
      @Override
      public void onStep(long step, int epoch, double loss) {
        events.add("step " + step + " of epoch " + epoch + ": " + loss);
        if (step + 1 == stop) {
          Thread.currentThread().interrupt();
        }
      }

      @Override
      public void onEpoch(EpochSummary epoch) {
        events.add(
            "epoch " + epoch.epoch() + ": " + epoch.loss() + " with " + epoch.learningRate());
      }

      @Override
      public void onEvaluation(Split split, long steps, MetricReport metrics) {
        events.add(split + " after " + steps + ": " + metrics.values());
      }
    };
  }

  static byte[] bytes(TrainingState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.writeTo(bytes);
    return bytes.toByteArray();
  }
}
