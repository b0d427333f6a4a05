package dev.lockstep.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.shard.Standardizer;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scoring needs besides the core: a reader of JSON, and no native library. */
class CoreAloneTest {
  @Test
  void aProcessWithTheCoreAndJacksonScores(@TempDir Path directory) throws Exception {
    Model model = model();
    model.save(directory);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classpath(),
                ScoreProgram.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    ClassPrediction here =
        (ClassPrediction) new RowScorer(model).score(Map.of("x", 1.5, "city", "Ulm"));
    assertThat(said.strip()).isEqualTo("yes " + here.probability());
    assertThat(process.waitFor()).isZero();
  }

  private static Model model() {
    FeatureSchema schema =
        new FeatureSchema(
            List.of(
                new Numeric(
                    "x", Numeric.Source.NUMBER, new Standardizer(1, 2), OptionalDouble.empty()),
                new Categorical("city", new Vocabulary<>(List.of("Bonn", "Ulm")), false)),
            MissingValues.ERROR,
            Optional.empty());
    Network network = new Network(3, List.of(new Dense(3, 1)), new SigmoidCrossEntropy());
    float[] parameters = {0.5f, -1, 1, 0.25f};
    return new Model(
        network,
        parameters,
        schema,
        Target.Classification.of("label", "string", List.of("no", "yes")));
  }

  private static String classpath() {
    return Stream.of(
            RowScorer.class,
            ScoreProgram.class,
            ObjectMapper.class,
            JsonFactory.class,
            JsonProperty.class)
        .map(CoreAloneTest::place)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
