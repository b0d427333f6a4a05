package dev.lockstep.spark.checkpoint;

import dev.lockstep.train.StepTimes;
import dev.lockstep.train.layers.LayerWarning;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What reports tell of a training so far, beside its state and the lines of metrics.jsonl.
 *
 * @param best the figure of the best evaluation, where checkpoints of it are kept
 * @param layers the last look at the layers, as reports have it; empty if there was none
 * @param insisted in what it differed from a checkpoint that it went on from all the same
 */
public record Course(
    StepTimes.Sums times,
    @Nullable Double best,
    List<LayerWarning> layerWarnings,
    Map<String, Object> layers,
    List<String> insisted) {
  /** Of a training that begins. */
  public static final Course NONE =
      new Course(StepTimes.Sums.NONE, null, List.of(), Map.of(), List.of());
}
