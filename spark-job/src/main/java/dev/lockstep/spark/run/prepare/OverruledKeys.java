package dev.lockstep.spark.run.prepare;

import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.metric.Classes;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.shard.Scaling.Kind;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.InitialSchema;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.NumbersConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a configuration says of columns otherwise than the initial model does, which decides: how
 * its parameters were trained is how they go on being trained.
 */
final class OverruledKeys {
  private final DataConfig config;
  private final Model initial;
  private final List<String> keys = new ArrayList<>();

  private OverruledKeys(DataConfig config, Model initial) {
    this.config = config;
    this.initial = initial;
  }

  /** A line that names them all, and one for a threshold that the model has in vain. */
  static List<String> warnings(LockstepConfig config, Model initial) {
    List<String> warnings = new ArrayList<>();
    if (config.training().initialSchema() == InitialSchema.KEEP) {
      warnings.addAll(ofColumns(config.data(), initial));
    }
    if (config.training().classes().threshold().isEmpty()
        && initial.target() instanceof Target.Classification classes
        && classes.threshold() != Classes.EVEN) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the threshold %s of training.initial_model is not kept: without training.threshold"
                  + " it is %s",
              classes.threshold(),
              Classes.EVEN));
    }
    return warnings;
  }

  /** A line that names them all, or nothing. */
  static List<String> ofColumns(DataConfig config, Model initial) {
    OverruledKeys overruled = new OverruledKeys(config, initial);
    overruled.compare();
    return overruled.keys.isEmpty()
        ? List.of()
        : List.of(
            "training.initial_model decides how columns become features, not the configuration: "
                + String.join("; ", overruled.keys));
  }

  private void compare() {
    FeatureSchema features = initial.features();
    DataConfig.Preparation asked = config.preparation();
    compare("data.missing", asked.missing(), features.missing());
    compare(
        "data.missing_values",
        new HashSet<>(asked.missingTexts()),
        new HashSet<>(features.missingTexts()));
    compareNumbers(
        asked.numbers(),
        features.columns().stream()
            .filter(Numeric.class::isInstance)
            .map(Numeric.class::cast)
            .toList());
    if (initial.target() instanceof Target.Regression regression) {
      compareStandardized(
          "data.standardize_target", asked.standardizeTarget(), regression.standardizers());
    }
    compare(
        "data.weight", config.columns().weight().orElse("none"), features.weight().orElse("none"));
    Set<String> names = new HashSet<>(features.columnNames());
    config
        .columns()
        .features()
        .ifPresent(given -> compare("data.features", new HashSet<>(given), names));
    config.columns().exclude().stream()
        .filter(names::contains)
        .forEach(column -> keys.add("data.exclude has '" + column + "', which is a feature there"));
  }

  private void compareNumbers(NumbersConfig asked, List<Numeric> used) {
    // A column of mean 0 and deviation 1 is standardized as it is.
    boolean standardized = used.stream().anyMatch(column -> kind(column) == Kind.STANDARD);
    used.stream()
        .filter(column -> kind(column) != asked.scale().of(column.name()))
        .filter(column -> !standardized || kind(column) != Kind.NONE)
        .findFirst()
        .ifPresent(
            column ->
                compare(
                    "data.scale of '" + column.name() + "'",
                    asked.scale().of(column.name()),
                    kind(column)));
    used.stream()
        .filter(column -> column.encoding().isPresent())
        .filter(column -> asked.bins(column.name()) == null)
        .findFirst()
        .ifPresent(column -> keys.add("data.encode has '" + column.name() + "' there, not here"));
    if (asked.encode().isPresent() && used.stream().allMatch(each -> each.encoding().isEmpty())) {
      keys.add("data.encode is absent there, given here");
    }
  }

  private static Kind kind(Numeric column) {
    return column.scaling().kind();
  }

  private void compareStandardized(String key, boolean asked, List<Standardizer> used) {
    if (!used.isEmpty()) {
      compare(key, asked, used.stream().anyMatch(each -> !each.equals(Standardizer.none())));
    }
  }

  private void compare(String key, Object asked, Object used) {
    if (!asked.equals(used)) {
      keys.add(String.format(Locale.ROOT, "%s is %s there, %s here", key, used, asked));
    }
  }
}
