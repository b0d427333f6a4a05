package dev.lockstep.spark.checkpoint;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The best figure of the dev split so far, and whether the latest evaluation gave it. */
final class BestEvaluation {
  private final Measure measure;
  private @Nullable Double figure;
  private boolean latest;

  /** With that figure, if there has been one. */
  BestEvaluation(Measure measure, @Nullable Double figure) {
    this.measure = measure;
    this.figure = figure;
  }

  void note(MetricReport evaluation) {
    OptionalDouble value = evaluation.value(measure);
    latest =
        value.isPresent()
            && Double.isFinite(value.getAsDouble())
            && (figure == null || measure.gain(value.getAsDouble(), figure) > 0);
    if (latest) {
      figure = value.getAsDouble();
    }
  }

  /** Whether the best one has just been noted; false the next time. */
  boolean takeLatest() {
    boolean was = latest;
    latest = false;
    return was;
  }

  @Nullable Double figure() {
    return figure;
  }
}
