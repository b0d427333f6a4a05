package dev.lockstep.spark.report;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Calendar;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.shard.Scaling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a report says of how numbers become features. */
final class NumbersReport {
  private NumbersReport() {}

  /**
   * How many columns are scaled in which way, and into how many bins columns are encoded, if any.
   */
  static Map<String, Object> of(FeatureSchema features) {
    Map<String, Long> scaling = new TreeMap<>();
    Map<String, Integer> bins = new LinkedHashMap<>();
    for (FeatureColumn column : features.columns()) {
      scalings(column).stream()
          .map(Scaling::kind)
          .min(Scaling.Kind::compareTo)
          .ifPresent(kind -> scaling.merge(kind.toString(), 1L, Long::sum));
      if (column instanceof Numeric number) {
        number.encoding().ifPresent(encoding -> bins.put(column.name(), encoding.bins()));
      }
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("scaling", scaling);
    if (!bins.isEmpty()) {
      figures.put("bins", bins);
    }
    return figures;
  }

  private static List<Scaling> scalings(FeatureColumn column) {
    if (column instanceof Numeric number) {
      return List.of(number.scaling());
    }
    if (column instanceof Calendar calendar) {
      return calendar.parts().scalings();
    }
    return column instanceof Vector vector ? vector.scalings() : List.of();
  }
}
