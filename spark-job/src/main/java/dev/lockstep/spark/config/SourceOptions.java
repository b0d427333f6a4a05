package dev.lockstep.spark.config;

import dev.lockstep.spark.words.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import scala.jdk.javaapi.CollectionConverters;

/** Options of Spark's text formats, which pass over those that they do not have. */
final class SourceOptions {
  private static final List<String> OF_ALL_FILES =
      List.of(
          "basePath",
          "ignoreCorruptFiles",
          "ignoreMissingFiles",
          "modifiedAfter",
          "modifiedBefore",
          "pathGlobFilter",
          "recursiveFileLookup");

  private SourceOptions() {}

  /** What is wrong with options of a format; those with a dot are for its file system. */
  static Optional<String> problem(String format, Map<String, String> options) {
    SortedSet<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    switch (format) {
      case "csv" -> known.addAll(CollectionConverters.asJava(CSVOptions.getAllOptions()));
      case "json" -> known.addAll(CollectionConverters.asJava(JSONOptions.getAllOptions()));
      default -> {
        return Optional.empty();
      }
    }
    known.addAll(OF_ALL_FILES);
    return options.keySet().stream()
        .filter(name -> !name.contains(".") && !known.contains(name))
        .findFirst()
        .map(name -> "%s has no option '%s'; %s".formatted(format, name, instead(name, known)));
  }

  private static String instead(String name, SortedSet<String> known) {
    return Nearest.of(name, known.stream())
        .map(near -> "did you mean " + near + "?")
        .orElseGet(() -> "allowed: " + String.join(", ", known));
  }
}
