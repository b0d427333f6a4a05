package dev.lockstep.spark.run.prepare;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.ParameterDigest;
import dev.lockstep.spark.report.ModelChangesReport;
import dev.lockstep.spark.table.compare.ModelChange;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a training begins with that goes on from a model: what it must not make worse. */
public final class Baseline {
  private static final Logger LOG = LoggerFactory.getLogger(Baseline.class);

  /** Of a version in a registry. */
  private static final Pattern VERSION = Pattern.compile(".*/versions/(\\d+)/*");

  private final InitialModel initial;
  private final List<ModelChange> changes;
  private @Nullable MetricReport dev;

  public Baseline(InitialModel initial, List<ModelChange> changes) {
    this.initial = initial;
    this.changes = List.copyOf(changes);
  }

  /** Evaluates the dev split, if there is one, before the first step. */
  public void measure(Prepared prepared, float[] parameters, GradientSource gradients) {
    if (gradients.has(Split.DEV)) {
      Outcome start =
          new Outcome(parameters, 0, prepared.planned().learning().target(), Map.of(), List.of());
      MetricReport figures = start.on(Split.DEV, gradients);
      dev = figures;
      LOG.info("Before the first step the dev split has {}", told(figures));
    }
  }

  private static String told(MetricReport figures) {
    String loss =
        String.format(Locale.ROOT, "loss %.4f", figures.value(Measure.LOSS).orElse(Double.NaN));
    return figures.value(Measure.ACCURACY).isEmpty()
        ? loss
        : String.format(
            Locale.ROOT,
            "%s, accuracy %.2f%%",
            loss,
            100 * figures.value(Measure.ACCURACY).getAsDouble());
  }

  /** Ready for JSON. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("path", initial.path());
    Matcher version = VERSION.matcher(initial.path());
    if (version.matches()) {
      values.put("version", Long.parseLong(version.group(1)));
    }
    values.put("sha256", ParameterDigest.sha256(initial.model().parameters()));
    values.put("schema", initial.schema().toString());
    values.put("changes", ModelChangesReport.values(changes));
    if (dev != null) {
      values.put("dev", dev.values());
    }
    return values;
  }

  /** That the trained network is worse on the dev split than what it began with. */
  public Optional<String> warning(Map<Split, MetricReport> figures) {
    MetricReport after = figures.get(Split.DEV);
    if (dev == null || after == null) {
      return Optional.empty();
    }
    double first = dev.value(Measure.LOSS).orElse(Double.NaN);
    double last = after.value(Measure.LOSS).orElse(Double.NaN);
    return last > first
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the training has made training.initial_model worse on the dev split: the loss was"
                    + " %.4f before, and is %.4f; a lower learning_rate.initial, or"
                    + " early_stopping.patience, may help",
                first,
                last))
        : Optional.empty();
  }
}
