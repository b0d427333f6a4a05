package dev.lockstep.spark.config.key;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.PolicyConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Makes the configuration of its values: records, which check again what the keys promise. */
public final class Assembly {
  private final Values values;
  private final String source;

  private Assembly(Values values, String source) {
    this.values = values;
    this.source = source;
  }

  /**
   * The configuration that has those values.
   *
   * @param source what they come from, for messages
   */
  public static LockstepConfig of(Values values, String source) {
    Assembly assembly = new Assembly(values, source);
    return new LockstepConfig(
        assembly.section(DataKeys.SECTION, DataKeys::config),
        assembly.section(NetworkKeys.SECTION, NetworkKeys::config),
        assembly.section(TrainingKeys.SECTION, TrainingKeys::config),
        assembly.section(OptimizerKeys.SECTION, OptimizerKeys::config),
        assembly.section(LearningRateKeys.SECTION, LearningRateKeys::config),
        new PolicyConfig(
            assembly.section(ReduceOnPlateauKeys.SECTION, ReduceOnPlateauKeys::config),
            assembly.section(EarlyStoppingKeys.SECTION, EarlyStoppingKeys::config)),
        assembly.section(RegularizationKeys.SECTION, RegularizationKeys::config),
        assembly.section(AugmentationKeys.SECTION, AugmentationKeys::config),
        assembly.section(DiagnosisKeys.SECTION, DiagnosisKeys::config),
        assembly.section(ExchangeKeys.SECTION, ExchangeKeys::config),
        assembly.section(ComputeKeys.SECTION, ComputeKeys::config),
        assembly.section(OutputKeys.SECTION, OutputKeys::config),
        assembly.section(ReportKeys.SECTION, ReportKeys::config),
        assembly.section(PublishKeys.SECTION, PublishKeys::config),
        assembly.resolved());
  }

  private <T> T section(Section section, Function<Values, T> maker) {
    try {
      return maker.apply(values);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of(source + ": " + section.name() + ": " + e.getMessage()));
    }
  }

  private Map<String, Object> resolved() {
    Map<String, Object> sections = new LinkedHashMap<>();
    for (Section section : Registry.SECTIONS) {
      Map<String, Object> keys = new LinkedHashMap<>();
      for (Key<?> key : section.keys()) {
        values.plain(key).ifPresent(value -> keys.put(key.shortName(), value));
      }
      if (!keys.isEmpty()) {
        sections.put(section.name(), keys);
      }
    }
    return sections;
  }
}
