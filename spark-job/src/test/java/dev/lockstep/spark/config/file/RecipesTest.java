package dev.lockstep.spark.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.OutputConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecipesTest {
  static List<Path> recipes() throws IOException {
    try (Stream<Path> files = Files.list(Repository.root().resolve("conf"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("search.yaml"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyRecipeIsValid(Path recipe) {
    boolean nightly = recipe.endsWith("retrain.yaml");
    List<String> variables = nightly ? List.of("date=2026-01-01") : List.of();
    LockstepConfig config = ConfigFile.load(recipe, List.of(), variables);
    String name = recipe.getFileName().toString().replace(".yaml", nightly ? "-2026-01-01" : "");
    assertThat(config.output()).isEqualTo(new OutputConfig("runs/" + name, true));
  }

  @Test
  void theDataOfTheQuickstartLiesBesideIt() {
    LockstepConfig config =
        ConfigFile.load(Repository.root().resolve("conf/quickstart.yaml"), List.of());
    DataConfig.Splits splits = (DataConfig.Splits) config.data().source();
    assertThat(Stream.of(splits.train(), splits.test()).flatMap(List::stream))
        .hasSize(2)
        .allSatisfy(path -> assertThat(Path.of(path.substring("file:".length()))).exists());
  }
}
