package dev.lockstep.spark.search.file;

import dev.lockstep.spark.words.Nearest;
import java.util.List;
import java.util.stream.Stream;

/** The keys of a search. */
final class SearchNames {
  static final List<String> ROOT =
      List.of(
          "train",
          "overrides",
          "space",
          "sampler",
          "budget",
          "halving",
          "mode",
          "objective",
          "seed",
          "output",
          "final_model");

  static final List<String> BUDGET = List.of("trials", "rounds", "minutes");
  static final List<String> HALVING = List.of("factor", "first_epochs");
  static final List<String> OUTPUT = List.of("path", "overwrite");

  /** Those within others, by their whole names. */
  static final List<String> NESTED =
      Stream.of(within("budget", BUDGET), within("halving", HALVING), within("output", OUTPUT))
          .flatMap(List::stream)
          .toList();

  private SearchNames() {}

  private static List<String> within(String section, List<String> names) {
    return names.stream().map(name -> section + "." + name).toList();
  }

  /** What somebody may have meant who wrote a key that there is not. */
  static String insteadOf(String name) {
    return Nearest.of(name, Stream.concat(ROOT.stream(), NESTED.stream()))
        .map(near -> "did you mean " + near + "?")
        .orElseGet(
            () ->
                "allowed: "
                    + String.join(", ", ROOT)
                    + ", and KEY of the configuration as overrides.KEY");
  }
}
