package dev.lockstep.train;

import dev.lockstep.train.layers.LayerObservation;
import dev.lockstep.train.layers.LayerRules;
import dev.lockstep.train.layers.LayerWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has layers observed every so many steps, the first of them included; keeps the last observation,
 * and what was warned of, once for each layer and kind.
 */
public final class LayerWatch implements TrainingListener {
  private final long every;
  private final Consumer<String> log;
  private final List<LayerWarning> warnings = new ArrayList<>();
  private @Nullable LayerObservation last;

  /**
   * A watch.
   *
   * @param every steps from one observation to the next; 0 for none
   * @param log takes each warning as soon as it is found
   */
  public LayerWatch(long every, Consumer<String> log) {
    this(every, log, List.of());
  }

  /** The same of a training that goes on, in which that has been warned of before. */
  public LayerWatch(long every, Consumer<String> log, List<LayerWarning> before) {
    if (every < 0) {
      throw new IllegalArgumentException("every must be at least 0, not " + every);
    }
    this.every = every;
    this.log = log;
    this.warnings.addAll(before);
  }

  @Override
  public boolean observes(long step) {
    return every > 0 && step % every == 0;
  }

  @Override
  public void onLayers(LayerObservation observation) {
    last = observation;
    for (LayerWarning warning : LayerRules.warnings(observation)) {
      if (warnings.stream().noneMatch(warning::isLike)) {
        warnings.add(warning);
        log.accept(warning.text());
      }
    }
  }

  /** The last observation, if there was any. */
  public Optional<LayerObservation> last() {
    return Optional.ofNullable(last);
  }

  /** All that was warned of, in the order in which it was found. */
  public List<String> warnings() {
    return warnings.stream().map(LayerWarning::text).toList();
  }

  /** The same, with what tells one from the other. */
  public List<LayerWarning> found() {
    return List.copyOf(warnings);
  }
}
