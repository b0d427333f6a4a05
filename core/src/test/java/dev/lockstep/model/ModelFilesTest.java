package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
  private static void same(Model a, Model b) {
    assertThat(a.network()).isEqualTo(b.network());
    assertThat(a.parameters()).isEqualTo(b.parameters());
    assertThat(a.features()).isEqualTo(b.features());
    assertThat(a.target()).isEqualTo(b.target());
    assertThat(a.metrics()).isEqualTo(b.metrics());
    assertThat(a.provenance()).isEqualTo(b.provenance());
  }

  @Test
  void aModelSurvivesAnyFileSystem(@TempDir Path directory) throws IOException {
    Model model = Models.model();
    same(ModelFiles.read(MemoryDirectory.of(model)), model);
    Path created = directory.resolve("a run").resolve("model");
    model.save(created);
    model.save(created);
    same(Model.load(created), model);
    try (var files = Files.list(created)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void theSameModelIsTheSameBytes() throws IOException {
    MemoryDirectory first = MemoryDirectory.of(Models.model());
    MemoryDirectory second = MemoryDirectory.of(ModelFiles.read(first));
    for (String file : List.of("model.json", "model.safetensors")) {
      assertThat(second.bytes(file)).isEqualTo(first.bytes(file));
    }
  }

  @Test
  void tensorsAreNamedAsTorchNamesThem() throws IOException {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    assertThat(PlainSafetensors.read(directory.bytes("model.safetensors")).keySet())
        .isEqualTo(
            Set.of("0.weight[5,9]", "0.bias[5]", "2.weight[4,5]", "4.weight[2,4]", "4.bias[2]"));
  }

  @Test
  void theDigestIsThatOfTheTensorBytes() throws IOException {
    Model model = Models.model();
    MemoryDirectory directory = MemoryDirectory.of(model);
    assertThat(directory.text("model.json"))
        .contains("\"sha256\": \"" + ParameterDigest.sha256(model.parameters()) + "\"");
  }

  @Test
  void theDescriptionIsReadable() throws IOException {
    String text = MemoryDirectory.of(Models.model()).text("model.json");
    assertThat(text)
        .contains(
            "\"layers\": [\n      {\"kind\": \"dense\", \"inputs\": 9, \"outputs\": 5, \"bias\": true},",
            "{\"kind\": \"leaky_relu\", \"slope\": 0.2},",
            "\"loss\": {\"kind\": \"softmax_cross_entropy\"}",
            "\"labels\": [\"<=50K\", \">50K\"]",
            "\"mean\": [1.0, -0.1, 0.001]",
            "\"accuracy\": 0.875");
    assertThat(text.lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void tensorsInAnotherOrderAreTheSameModel() throws IOException {
    Model model = Models.model();
    List<NamedTensor> tensors =
        new ArrayList<>(NamedTensor.of(model.network().parameters(), model.parameters()));
    Collections.reverse(tensors);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, tensors, Map.of());
    same(
        ModelFiles.read(MemoryDirectory.of(model).put("model.safetensors", out.toByteArray())),
        model);
  }

  @Test
  void misfitsAreRefusedBeforeAnythingIsWritten() {
    Model model = Models.model();
    assertThatThrownBy(
            () -> new Model(model.network(), new float[3], model.features(), model.target()))
        .hasMessage("the network has 80 parameters, the array 3");
    FeatureSchema narrow =
        new FeatureSchema(
            List.of(FeatureColumn.Vector.plain("v", 8)), MissingValues.ERROR, Optional.empty());
    assertThatThrownBy(() -> new Model(model.network(), model.parameters(), narrow, model.target()))
        .hasMessage("the feature schema produces 8 features, the network expects 9 inputs");
    Model broken = model.withProvenance(Map.of("name", "\uD800"));
    MemoryDirectory directory = new MemoryDirectory();
    assertThatThrownBy(() -> ModelFiles.write(broken, directory))
        .isInstanceOf(CharacterCodingException.class);
    assertThatThrownBy(() -> directory.bytes("model.safetensors"));
  }

  @Test
  void notesKeepTheirOrderAndTheirValues() throws IOException {
    Map<String, Object> notes = new LinkedHashMap<>();
    notes.put("z", 1L << 40);
    notes.put("a", Arrays.asList(1.5, "x", true, null));
    notes.put("m", Map.of("auc", Double.NaN));
    Model model = Models.model().withMetrics(notes);
    Map<String, Object> back = ModelFiles.read(MemoryDirectory.of(model)).metrics();
    assertThat(back.keySet()).containsExactly("z", "a", "m");
    assertThat(back.get("z")).isEqualTo(1L << 40);
    assertThat(back.get("a")).isEqualTo(notes.get("a"));
    assertThat(back.get("m")).isEqualTo(Collections.singletonMap("auc", null));
  }
}
