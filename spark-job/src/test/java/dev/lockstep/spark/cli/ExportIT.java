package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.spark.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models as files of other formats, by the command. */
final class ExportIT {
  @TempDir private static Path directory;
  private static Path run = Path.of("");

  /** A model that predicts "yes" for a word that is "good". */
  @BeforeAll
  static void saveAModel() throws IOException {
    System.setProperty("spark.master", "local[1]");
    System.setProperty("spark.ui.enabled", "false");
    FeatureColumn word = new Categorical("word", new Vocabulary<>(List.of("bad", "good")), true);
    List<FeatureColumn> columns = List.of(word, Vector.plain("pixels", 2));
    Network network = new Network(5, List.of(new Dense(5, 1)), new SigmoidCrossEntropy());
    run = directory.resolve("words");
    new Model(
            network,
            new float[] {-3, 3, 0, 0, 0, 0},
            new FeatureSchema(columns, MissingValues.DROP, Optional.empty()),
            Classification.of("label", "string", List.of("no", "yes")))
        .save(run.resolve("model"));
  }

  @AfterAll
  static void forget() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.ui.enabled");
  }

  private static Outcome export(Path model, Path file, String... more) {
    List<String> arguments = new ArrayList<>(List.of("export", model.toString()));
    arguments.addAll(List.of("--output", file.toString()));
    arguments.addAll(List.of(more));
    return Outcome.ofRun(arguments.toArray(new String[0]));
  }

  @Test
  void theFilePredictsAndTheLastLinesSayWhatItTakes() throws Exception {
    Path file = directory.resolve("words.onnx");
    Outcome outcome = export(run, file, "--format", "onnx").succeeded();
    assertThat(outcome.out())
        .contains("input   word: string [N], a text")
        .contains("input   pixels: double [N, 2], an array of numbers")
        .contains("output  prediction: string [N], the class of label")
        .contains("output  probability: float [N], of the class yes");
    assertThat(outcome.out().lines().reduce("", (before, line) -> line))
        .startsWith("wrote " + file + ": 2 inputs, 2 outputs, 6 parameters");
    assertThat(predictions(file, "good", "bad")).containsExactly("yes", "no");
  }

  private static String[] predictions(Path file, String... words) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor word = OnnxTensor.createTensor(environment, words);
        OnnxTensor pixels = OnnxTensor.createTensor(environment, new double[words.length][2]);
        OrtSession.Result result = session.run(Map.of("word", word, "pixels", pixels))) {
      return (String[]) result.get("prediction").orElseThrow().getValue();
    }
  }

  @Test
  void aFileThatExistsIsReplacedOnlyIfItMayBe() throws IOException {
    Path file = Files.writeString(directory.resolve("taken.onnx"), "mine");
    assertThat(export(run, file).failed(Failure.USAGE).err())
        .contains("exists")
        .contains("--overwrite");
    assertThat(file).hasContent("mine");
    export(run.resolve("model"), file, "--overwrite").succeeded();
    assertThat(Files.size(file)).isGreaterThan(500);
  }

  @Test
  void anUnknownFormatIsRefusedByName() {
    Outcome outcome = export(run, directory.resolve("other"), "--format", "pickle");
    assertThat(outcome.code()).isEqualTo(Failure.USAGE);
    assertThat(outcome.err()).contains("--format").contains("onnx").contains("pickle");
  }

  @Test
  void aCorruptModelIsBadDataAndWritesNothing() throws IOException {
    Path broken = directory.resolve("broken");
    Model.load(run.resolve("model")).save(broken);
    byte[] tensors = Files.readAllBytes(broken.resolve("model.safetensors"));
    tensors[tensors.length - 1] ^= 1;
    Files.write(broken.resolve("model.safetensors"), tensors);
    Path file = directory.resolve("broken.onnx");
    assertThat(export(broken, file).failed(Failure.DATA).err()).contains("model.safetensors");
    assertThat(file).doesNotExist();
  }

  @Test
  void whereThereIsNoModelIsSaid() {
    Path nowhere = directory.resolve("nowhere");
    assertThat(export(nowhere, directory.resolve("x.onnx")).failed(Failure.USAGE).err())
        .contains("there is no model in " + nowhere);
  }
}
