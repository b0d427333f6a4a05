package dev.lockstep.spark.config.key;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All sections and keys there are. */
public final class Registry {
  public static final List<Section> SECTIONS =
      List.of(
          DataKeys.SECTION,
          NetworkKeys.SECTION,
          TrainingKeys.SECTION,
          OptimizerKeys.SECTION,
          LearningRateKeys.SECTION,
          ReduceOnPlateauKeys.SECTION,
          EarlyStoppingKeys.SECTION,
          RegularizationKeys.SECTION,
          AugmentationKeys.SECTION,
          DiagnosisKeys.SECTION,
          ExchangeKeys.SECTION,
          ComputeKeys.SECTION,
          OutputKeys.SECTION,
          ReportKeys.SECTION,
          PublishKeys.SECTION);

  private Registry() {}

  public static Stream<Key<?>> keys() {
    return SECTIONS.stream().flatMap(section -> section.keys().stream());
  }

  public static Optional<Key<?>> key(String name) {
    return keys().filter(key -> key.name().equals(name)).findFirst();
  }

  public static Optional<Section> section(String name) {
    return SECTIONS.stream().filter(section -> section.name().equals(name)).findFirst();
  }
}
