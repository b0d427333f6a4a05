package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.value.ColumnKind;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.NumbersConfig;
import dev.lockstep.spark.config.NumbersConfig.Encode;
import dev.lockstep.spark.config.NumbersConfig.PiecewiseLinear;
import dev.lockstep.spark.table.read.FeatureReader;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a configuration asks for each feature, as soon as it is known what the columns hold. */
final class AskedEncodings {
  private static final Set<ColumnKind> ENCODED = EnumSet.of(ColumnKind.NUMBER, ColumnKind.BOOLEAN);

  private static final Set<ColumnKind> SCALED =
      EnumSet.complementOf(EnumSet.of(ColumnKind.CATEGORY));

  private final DataConfig.Preparation preparation;
  private final Map<String, FeatureReader> features;

  private AskedEncodings(DataConfig config, List<FeatureReader> features) {
    this.preparation = config.preparation();
    this.features =
        features.stream()
            .collect(
                Collectors.toMap(FeatureReader::name, Function.identity(), (first, same) -> first));
  }

  /**
   * One for each feature.
   *
   * @throws ConfigException if something else than numbers is to be scaled or encoded
   */
  static List<Encoding> of(DataConfig config, List<FeatureReader> features) {
    AskedEncodings asked = new AskedEncodings(config, features);
    asked.check();
    int together = asked.together(features);
    return features.stream().map(feature -> asked.of(feature, together)).toList();
  }

  /** Where somebody else decides how features are encoded. */
  static List<Encoding> none(List<FeatureReader> features) {
    return features.stream().map(feature -> Encoding.plain(feature.name())).toList();
  }

  private Encoding of(FeatureReader feature, int together) {
    String name = feature.name();
    NumbersConfig numbers = preparation.numbers();
    PiecewiseLinear bins = ENCODED.contains(feature.kind()) ? numbers.bins(name) : null;
    return new Encoding(
        name, numbers.scale().of(name), preparation.missing(), bins, Math.max(1, together));
  }

  /** Of how many columns of numbers quantiles are wanted. */
  private int together(List<FeatureReader> all) {
    long together =
        all.stream()
            .filter(FeatureReader.OfNumber.class::isInstance)
            .filter(feature -> of(feature, 1).wanted() == Wanted.QUANTILES)
            .count();
    if (together > Wanted.MOST_TOGETHER) {
      throw new ConfigException(
          List.of(
              String.format(
                  Locale.ROOT,
                  "data.scale: robust and data.encode take the quantiles of %,d columns; those of at most %,d can be known",
                  together,
                  Wanted.MOST_TOGETHER)));
    }
    return (int) together;
  }

  private void check() {
    List<String> problems = new ArrayList<>();
    NumbersConfig numbers = preparation.numbers();
    numbers.scale().columns().keySet().forEach(name -> check("data.scale", name, SCALED, problems));
    numbers
        .encode()
        .flatMap(Encode::columns)
        .ifPresent(names -> names.forEach(name -> check("data.encode", name, ENCODED, problems)));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private void check(String key, String name, Set<ColumnKind> allowed, List<String> problems) {
    FeatureReader feature = features.get(name);
    if (feature == null) {
      problems.add(key + ": column '" + name + "' is not among the features");
    } else if (!allowed.contains(feature.kind())) {
      problems.add(
          String.format(
              Locale.ROOT,
              "%s: column '%s' holds %s; allowed: columns of numbers",
              key,
              name,
              feature.kind()));
    }
  }
}
