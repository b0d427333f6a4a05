package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.model.Target.Regression;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SquaredError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorruptModelTest {
  private static void refused(MemoryDirectory directory, String file, String message) {
    assertThatThrownBy(() -> ModelFiles.read(directory))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageStartingWith("mem://run/" + file + ": ")
        .hasMessageContaining(message)
        .extracting(e -> ((CorruptModelException) e).file())
        .isEqualTo("mem://run/" + file);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"format_version\": 1 | \"format_version\": 2 | format_version: found 2, expected 1,",
        "\"format_version\": 1 | \"format_version\": \"1\" | format_version: found \"1\"",
        "\"format_version\": 1, | `` | format_version: found no such key",
        "\"network\": | \"net\": | network: found no such key, expected a JSON object",
        "\"metrics\": | \"metric\": | metrics: found no such key",
        "\"about\": | \"abuot\": | abuot: unknown key; allowed here: [about, digest, features,",
        "\"kind\": \"tanh\" | \"kind\": \"swish\" | network.layers[3].kind: found \"swish\", expected one of [batch_norm,",
        "\"inputs\": 9,\\n | \"inputs\": 8, | network: layer 0: dense layer expects 9 inputs",
        "\"count\": 80 | \"count\": 79 | parameters.count: found 79, expected 80",
        "\"width\": 3 | \"width\": 2 | features.columns[3].mean: found [1.0,-0.1,0.001]",
        "\"type\": \"vector\" | \"type\": \"list\" | features.columns[3].type: found \"list\", expected one of [boolean",
        "\"Private\", | `` | the feature schema produces 8 features, the network expects 9 inputs",
        "\"deviation\": 13.25 | \"deviation\": -13.25 | features.columns[0]: mean and deviation must be finite",
        "\"deviation\": 13.25, | `` | features.columns[0].deviation: found no such key",
        "\"missing_values\": \"impute\" | \"missing_values\": \"skip\" | features: no policy 'skip'",
        "\"weight\": \"weight\" | \"weight\": \"income\" | 'income' is also the weight column",
        "\"name\": \"age\" | \"name\": \"income\" | 'income' is among the features",
        "\"name\": \"age\" | \"name\": \"work\" | features: the column 'work' occurs twice",
        "\"Private\" | 3 | features.columns[2].categories[0]: found 3, expected a list of strings",
        "\"kind\": \"classification\" | \"kind\": \"ranking\" | target.kind: found \"ranking\"",
        "[\"<=50K\", \">50K\"] | [\">50K\", \"<=50K\"] | target: the labels of 'income' are not ascending",
        "[\"<=50K\", \">50K\"] | [\"<=50K\"] | target: the label column 'income' has 1 distinct",
        "[\"<=50K\", \">50K\"] | [1, 2, 3] | has 3 classes, which needs 3 outputs",
        "[\"<=50K\", \">50K\"] | [1, null] | target.labels[1]: found null",
      })
  void aDamagedDescriptionIsRefused(String part, String other, String message) throws IOException {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    String text = directory.text("model.json");
    String from = part.replace("\\n", "\n");
    assertThat(text).contains(from);
    directory.put(
        "model.json", text.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(other)));
    refused(directory, "model.json", message);
  }

  @Test
  void textThatIsNoDescriptionIsRefused() throws IOException {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    String text = directory.text("model.json");
    refused(directory.put("model.json", ""), "model.json", "0 bytes");
    refused(directory.put("model.json", "PK\3\4"), "model.json", "line 1");
    refused(directory.put("model.json", "[1]"), "model.json", "found [1], expected a JSON object");
    refused(directory.put("model.json", text + "{}"), "model.json", "not JSON");
    refused(directory.put("model.json", new byte[] {'"', (byte) 0xFF}), "model.json", "UTF-8");
    refused(directory.remove("model.json"), "model.json", "file: found none, expected the files");
  }

  @Test
  void aTruncatedDescriptionIsRefused() throws IOException {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    byte[] text = directory.bytes("model.json");
    for (int length = 0; length < text.length - 1; length++) {
      directory.put("model.json", Arrays.copyOf(text, length));
      assertThatThrownBy(() -> ModelFiles.read(directory))
          .isInstanceOf(CorruptModelException.class);
    }
  }

  @Test
  void damagedTensorsAreRefused() throws IOException {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    byte[] tensors = directory.bytes("model.safetensors");
    for (int length = 0; length < tensors.length; length++) {
      directory.put("model.safetensors", Arrays.copyOf(tensors, length));
      assertThatThrownBy(() -> ModelFiles.read(directory))
          .isInstanceOf(CorruptModelException.class);
    }
    byte[] flipped = tensors.clone();
    flipped[tensors.length - 1] ^= 1;
    refused(directory.put("model.safetensors", flipped), "model.safetensors", "found the SHA-256");
    refused(directory.remove("model.safetensors"), "model.safetensors", "found none");
  }

  @Test
  void parametersThatAreNotFiniteAreRefused() throws IOException {
    Model model = Models.model();
    float[] broken = model.parameters().clone();
    broken[50] = Float.NaN;
    assertThatThrownBy(() -> new Model(model.network(), broken, model.features(), model.target()))
        .hasMessage("element 0 of the tensor 2.weight is NaN; parameters must be finite");
    MemoryDirectory directory = MemoryDirectory.of(model);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, NamedTensor.of(model.network().parameters(), broken), Map.of());
    directory.put("model.safetensors", out.toByteArray());
    String sha = ParameterDigest.sha256(model.parameters());
    String text = directory.text("model.json");
    directory.put("model.json", withoutDigest(text).replace(sha, ParameterDigest.sha256(broken)));
    refused(directory, "model.safetensors", "element 0 of the tensor 2.weight is NaN");
  }

  @Test
  void aDescriptionCannotMakeTheReaderAllocate() throws IOException {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    int width = 190_000_000;
    Network huge =
        new Network(
            9, List.of(new Dense(9, width, false), new Dense(width, 1, false)), new SquaredError());
    String target = ModelJson.of(Regression.plain(List.of("y")));
    String text =
        withoutDigest(directory.text("model.json"))
            .replaceAll("(?s)\"network\": .*?\"features\"", network(huge) + "\"features\"")
            .replaceAll("(?s)\"target\": .*?\"param", "\"target\": " + target + ", \"param")
            .replace("\"count\": 80", "\"count\": " + huge.parameters().size());
    directory.put("model.json", text);
    refused(
        directory, "model.safetensors", "0.weight.shape: found [5, 9], expected [190000000, 9]");
  }

  /** As a description was before it vouched for itself. */
  private static String withoutDigest(String text) {
    return text.replaceAll(",\\s*\"digest\": \"[0-9a-f]{64}\"", "");
  }

  @Test
  void aModelWithoutDigestsIsStillRead() throws IOException {
    Model model = Models.model();
    MemoryDirectory directory = MemoryDirectory.of(model);
    directory.put("model.json", withoutDigest(directory.text("model.json")));
    ByteArrayOutputStream tensors = new ByteArrayOutputStream();
    Safetensors.write(
        tensors,
        NamedTensor.of(model.network().parameters(), model.parameters()),
        Map.of("format", "pt"));
    directory.put("model.safetensors", tensors.toByteArray());
    assertThat(directory.text("model.json")).doesNotContain("digest\": ");
    assertThat(ModelFiles.read(directory).features()).isEqualTo(model.features());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"mean\": 38.5 | \"mean\": 38.6",
        "\"impute\": 0.75 | \"impute\": 0.76",
        "\"slope\": 0.2 | \"slope\": 0.3",
        "\"Private\" | \"Privat\"",
        "\"weight\": \"weight\", | \"weight\": \"height\",",
        "\"accuracy\": 0.875 | \"accuracy\": 0.876",
        "\"lockstep_version\": \"0.1.0\" | \"lockstep_version\": \"0.1.1\"",
      })
  void anEditedDescriptionIsRefused(String part, String other) throws IOException {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    String text = directory.text("model.json");
    assertThat(text).contains(part);
    directory.put("model.json", text.replace(part, other));
    refused(directory, "model.json", "digest: found \"");
  }

  @Test
  void theTensorsVouchForADescriptionWhoseOwnDigestWasRemoved() throws IOException {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    String text = withoutDigest(directory.text("model.json"));
    directory.put("model.json", text.replace("\"mean\": 38.5", "\"mean\": 38.6"));
    refused(directory, "model.safetensors", "the two files are not of the same model");
  }

  @Test
  void filesOfTwoModelsAreNotOne() throws IOException {
    Model model = Models.model();
    MemoryDirectory directory = MemoryDirectory.of(model);
    FeatureSchema other =
        new FeatureSchema(
            model.features().columns(), MissingValues.IMPUTE, List.of("?"), Optional.empty());
    MemoryDirectory another =
        MemoryDirectory.of(new Model(model.network(), model.parameters(), other, model.target()));
    directory.put("model.json", another.bytes("model.json"));
    refused(directory, "model.safetensors", "the two files are not of the same model");
    float[] parameters = model.parameters().clone();
    parameters[3] += 1;
    another =
        MemoryDirectory.of(
            new Model(model.network(), parameters, model.features(), model.target()));
    directory.put("model.json", another.bytes("model.json"));
    refused(directory, "model.safetensors", "found the SHA-256");
  }

  @Test
  void metricsAreWrittenAgainBesideTheSameTensors() throws IOException {
    Model model = Models.model();
    MemoryDirectory directory = MemoryDirectory.of(model.withMetrics(Map.of()));
    directory.put("model.json", ModelFiles.description(model));
    assertThat(ModelFiles.read(directory).metrics()).isEqualTo(model.metrics());
  }

  @Test
  void anotherLayoutOfTheDescriptionIsTheSameModel() throws IOException {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    String text = new ObjectMapper().readTree(directory.text("model.json")).toString();
    ModelFiles.read(directory.put("model.json", text));
  }

  @Test
  void aDirectoryIsNoDescription(@TempDir Path directory) throws IOException {
    Models.model().save(directory);
    Files.delete(directory.resolve("model.json"));
    Files.createDirectory(directory.resolve("model.json"));
    assertThatThrownBy(() -> Model.load(directory))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageContaining("model.json: file: found a directory, expected the files model.json");
  }

  @Test
  void aMessageStaysOnItsLine() throws IOException {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    String text = directory.text("model.json");
    directory.put("model.json", text.replace("\"about\"", "\"a\\nb\\u001b[31mc\""));
    refused(directory, "model.json", "a b [31mc: unknown key");
  }

  private static String network(Network network) {
    return "\"network\": " + ModelJson.of(network) + ", ";
  }
}
