package dev.lockstep.spark.run.prepare;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.Target;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.spark.config.ClassesConfig;
import dev.lockstep.spark.config.ClassesConfig.Calibration;
import dev.lockstep.spark.config.ClassesConfig.Tuned;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import dev.lockstep.train.TemperatureScaling;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a training ends with, and is measured, saved and told: the parameters that it leaves,
 * calibrated and with a tuned threshold where these are asked for.
 *
 * @param parameters [n], not to be modified
 * @param steps that the parameters had taken
 * @param told what the report says of how they were decided on, by name
 * @param warnings what somebody should look at of that
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Outcome(
    float[] parameters,
    long steps,
    Target target,
    Map<String, Object> told,
    List<String> warnings) {
  public Outcome {
    warnings = List.copyOf(warnings);
    told = Collections.unmodifiableMap(new LinkedHashMap<>(told));
  }

  /** Of a training that ended there. */
  public static Outcome of(Prepared prepared, TrainingState state) {
    Learning learning = prepared.planned().learning();
    return new Outcome(
        state.kept(), state.keptSteps(), learning.target(), learning.told(), List.of());
  }

  /** As the dev split decides, if it is to: first the temperature, then the threshold. */
  public Outcome decided(ClassesConfig asked, Prepared prepared, GradientSource gradients) {
    Outcome outcome = this;
    if (asked.calibration() == Calibration.TEMPERATURE) {
      outcome = outcome.calibrated(prepared, gradients);
    }
    if (asked.threshold().orElse(null) instanceof Tuned
        && target instanceof Classification classes) {
      outcome = outcome.tuned(classes, gradients);
    }
    return outcome;
  }

  private Outcome calibrated(Prepared prepared, GradientSource gradients) {
    TemperatureScaling.Fit fit =
        TemperatureScaling.fit(
            prepared.network(),
            parameters,
            values -> gradients.evaluate(values, Split.DEV).value(Measure.LOSS).orElse(Double.NaN));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("temperature", fit.temperature());
    figures.put("dev_loss_before", fit.lossBefore());
    figures.put("dev_loss_after", fit.lossAfter());
    return new Outcome(
        fit.parameters(), steps, target, with("calibration", figures), TrainingWarnings.of(fit));
  }

  private Outcome tuned(Classification classes, GradientSource gradients) {
    MetricReport dev = gradients.evaluate(parameters, Split.DEV);
    List<String> more = new ArrayList<>(warnings);
    more.addAll(TrainingWarnings.ofThreshold(dev));
    return dev.bestThreshold()
        .map(
            found -> {
              Map<String, Object> figures = new LinkedHashMap<>();
              figures.put("value", found.threshold());
              figures.put("tuned_for", found.measure().toString());
              figures.put("dev_" + found.measure(), found.value());
              return new Outcome(
                  parameters,
                  steps,
                  classes.at(found.threshold()),
                  with("threshold", figures),
                  more);
            })
        .orElse(this);
  }

  private Map<String, Object> with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(told);
    more.put(name, value);
    return more;
  }

  /** What it achieves on a split. */
  public MetricReport on(Split split, GradientSource gradients) {
    return target instanceof Classification classes
        ? gradients.evaluate(parameters, split, classes.threshold())
        : gradients.evaluate(parameters, split);
  }

  /** Adds what it achieves on each split, one after the other. */
  public void evaluate(
      GradientSource gradients, TrainingListener listener, Map<Split, MetricReport> figures) {
    for (Split split : Split.values()) {
      if (gradients.has(split)) {
        MetricReport metrics = on(split, gradients);
        listener.onEvaluation(split, steps, metrics);
        figures.put(split, metrics);
      }
    }
  }
}
