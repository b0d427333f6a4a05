package dev.lockstep.train;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.train.Plateaus.Plateau;
import dev.lockstep.train.layers.LayerObservation;
import java.util.List;

/** Several listeners, told one after the other. */
public final class TrainingListeners implements TrainingListener {
  private final List<TrainingListener> listeners;

  public TrainingListeners(TrainingListener... listeners) {
    this.listeners = List.of(listeners);
  }

  @Override
  public void onBegin(TrainingState state) {
    listeners.forEach(listener -> listener.onBegin(state));
  }

  @Override
  public void onEnd(TrainingResult result) {
    listeners.forEach(listener -> listener.onEnd(result));
  }

  @Override
  public void onStep(long step, int epoch, double loss) {
    for (TrainingListener listener : listeners) {
      listener.onStep(step, epoch, loss);
    }
  }

  @Override
  public void onTimes(StepTimes times) {
    for (TrainingListener listener : listeners) {
      listener.onTimes(times);
    }
  }

  @Override
  public boolean observes(long step) {
    boolean any = false;
    for (TrainingListener listener : listeners) {
      any |= listener.observes(step);
    }
    return any;
  }

  @Override
  public void onLayers(LayerObservation observation) {
    listeners.forEach(listener -> listener.onLayers(observation));
  }

  @Override
  public void onEpoch(EpochSummary epoch) {
    listeners.forEach(listener -> listener.onEpoch(epoch));
  }

  @Override
  public void onEvaluation(Split split, long steps, MetricReport metrics) {
    listeners.forEach(listener -> listener.onEvaluation(split, steps, metrics));
  }

  @Override
  public void onPlateau(Plateau plateau) {
    listeners.forEach(listener -> listener.onPlateau(plateau));
  }

  @Override
  public void onState(TrainingState state, StepTimes times) {
    for (TrainingListener listener : listeners) {
      listener.onState(state, times);
    }
  }
}
