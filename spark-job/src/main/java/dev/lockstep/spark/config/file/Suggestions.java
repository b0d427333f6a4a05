package dev.lockstep.spark.config.file;

import dev.lockstep.spark.config.key.Key;
import dev.lockstep.spark.config.key.Registry;
import dev.lockstep.spark.config.key.Section;
import dev.lockstep.spark.words.Nearest;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What somebody may have meant who wrote a key that there is not. */
public final class Suggestions {
  /** What is given to a section as if it were a key. */
  private static final Map<String, String> MAIN_KEYS =
      Map.ofEntries(
          Map.entry("data", "data.path"),
          Map.entry("network", "network.hidden"),
          Map.entry("optimizer", "optimizer.name"),
          Map.entry("learning_rate", "learning_rate.initial"),
          Map.entry("reduce_on_plateau", "reduce_on_plateau.patience"),
          Map.entry("early_stopping", "early_stopping.patience"),
          Map.entry("regularization", "regularization.l2"),
          Map.entry("augmentation", "augmentation.shape"),
          Map.entry("diagnosis", "diagnosis.target_error"),
          Map.entry("exchange", "training.exchange"),
          Map.entry("compute", "compute.blas"),
          Map.entry("output", "output.path"));

  private Suggestions() {}

  /**
   * The key that is meant, by a name it has elsewhere or because it is near; that there is none
   * yet; or else all that are allowed there.
   */
  public static String insteadOf(String name) {
    Optional<String> technique = Synonyms.technique(name);
    if (technique.isPresent()) {
      return "there is no such key yet: " + technique.get() + " is not implemented";
    }
    return Synonyms.key(name)
        .or(() -> nearest(name))
        .map(near -> "did you mean " + near + "?")
        .orElseGet(() -> "allowed: " + allowed(name));
  }

  /** What a section is allowed to be, and the key that its value is perhaps of. */
  static String insteadOfValueOf(Section section) {
    String allowed = "allowed: a map with keys " + keys(section);
    return Optional.ofNullable(MAIN_KEYS.get(section.name()))
        .map(key -> allowed + "; did you mean " + key + "?")
        .orElse(allowed);
  }

  static String sections() {
    return Registry.SECTIONS.stream().map(Section::name).collect(Collectors.joining(", "));
  }

  static String keys(Section section) {
    return section.keys().stream().map(Key::shortName).collect(Collectors.joining(", "));
  }

  private static String allowed(String name) {
    return Registry.section(section(name))
        .map(section -> "in " + section.name() + ": " + keys(section))
        .orElseGet(() -> "the sections " + sections());
  }

  /** By the whole name, or by the name within another section. */
  private static Optional<String> nearest(String name) {
    Optional<String> whole = Nearest.of(name, names());
    return whole.isPresent()
        ? whole
        : Registry.keys()
            .filter(key -> key.shortName().equals(shortName(name)))
            .<String>map(Key::name)
            .findFirst();
  }

  private static Stream<String> names() {
    return Stream.concat(
        Registry.keys().map(Key::name), Registry.SECTIONS.stream().map(Section::name));
  }

  private static String section(String name) {
    return name.contains(".") ? name.substring(0, name.indexOf('.')) : "";
  }

  private static String shortName(String name) {
    return name.substring(name.indexOf('.') + 1);
  }
}
