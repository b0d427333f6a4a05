package dev.lockstep.spark.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.config.PublishConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section publish. */
class PublishConfigTest {
  private static final String REGISTRY = "publish.registry=models";
  private static final String NAME = "publish.name=churn";
  private static final String TEST = "data.test_fraction=0.2";

  @TempDir Path directory;

  private Optional<PublishConfig> load(String... overrides) {
    return new Configs(directory).load(Configs.REQUIRED, overrides).publish();
  }

  @Test
  void nothingIsPublishedUnlessItIsAskedFor() {
    assertThat(load()).isEmpty();
    assertThat(load(REGISTRY, NAME, TEST))
        .contains(new PublishConfig("models", "churn", Measure.LOSS, 0, Map.of()));
    assertThat(
            load(
                "publish={registry: 'hdfs:/m', name: a-1, metric: f1, minimum_improvement: -0.01,"
                    + " maximum_regression_per_slice: {region: 0.02, age group: 0}}",
                TEST))
        .contains(
            new PublishConfig(
                "hdfs:/m", "a-1", Measure.F1, -0.01, Map.of("region", 0.02, "age group", 0.0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "publish.registry | [] | found an empty list; allowed: a string",
        "publish.name | a/b | found a/b; allowed: a name of letters, digits, '.', '_' and '-' that begins with one of the former",
        "publish.name | .a | found .a; allowed: a name of letters, digits, '.', '_' and '-' that begins with one of the former",
        "publish.metric | roc_auc | found roc_auc; allowed: one of loss, accuracy, error, precision, recall, f1, macro_f1, rmse, mae",
        "publish.minimum_improvement | much | found much; allowed: a number that is finite",
        "publish.minimum_improvement | .inf | found .inf; allowed: a number that is finite",
        "publish.maximum_regression_per_slice | 0.1 | found 0.1; allowed: a map of columns to numbers of at least 0",
        "publish.maximum_regression_per_slice | {a: -1} | found -1; allowed: a number of at least 0",
      })
  void badValuesAreAnsweredWithWhatIsAllowed(String key, String value, String message) {
    assertThat(
            new Configs(directory)
                .problems(Configs.REQUIRED, REGISTRY, NAME, TEST, key + "=" + value))
        .containsExactly("--set " + key + ": " + message);
  }

  @Test
  void whatIsPublishedHasANameAndATestSplit() {
    assertThat(new Configs(directory).problems(Configs.REQUIRED, REGISTRY))
        .singleElement()
        .asString()
        .contains("publish.name: missing; required");
    assertThat(
            new Configs(directory)
                .problems(Configs.REQUIRED, REGISTRY, NAME, "data.test_fraction=0"))
        .containsExactly(
            "--set publish.registry: models are compared on a test split, and there is none; name one"
                + " in data.test, or raise data.test_fraction");
    assertThat(new Configs(directory).problems(Configs.REQUIRED, NAME, TEST))
        .containsExactly("--set publish.name: allowed only with publish.registry");
  }
}
