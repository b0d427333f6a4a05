package dev.lockstep.spark.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.metric.Measure;
import dev.lockstep.model.CorruptModelException;
import dev.lockstep.spark.config.ConfigException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry holds, and what it refuses. */
final class ModelRegistryTest extends RegistryInDirectory {
  @Test
  void aVersionTellsWhatItsRunReported() throws IOException {
    ModelVersion version = add(registry(), "a");
    assertThat(version.parametersSha256()).isEqualTo("a");
    assertThat(version.dataDigest()).isEqualTo("d1");
    assertThat(version.figure()).isEqualTo("test accuracy");
    assertThat(version.value()).isEqualTo(0.75);
    assertThat(version.files())
        .containsOnlyKeys("model/model.json", "model/model.safetensors", "report.json");
    assertThat(registry().versions()).containsExactly(version);
    assertThat(Path.of(URI.create(registry().directory(version))).resolve("model"))
        .isDirectoryContaining("glob:**model.json");
  }

  @Test
  void theFigureThatDecidedIsTheOneThatIsTold() throws IOException {
    String run = RunFixture.write(directory.resolve("run"), "a");
    ModelVersion version = registry().add(run, Optional.of(Measure.LOSS));
    assertThat(version.figure()).isEqualTo("test loss");
    assertThat(version.value()).isEqualTo(0.4);
  }

  @Test
  void aFileIsNoRegistry() throws IOException {
    registry().checkWritable();
    assertThat(directory.resolve("models")).doesNotExist();
    Files.writeString(directory.resolve("models"), "text");
    assertThatThrownBy(registry()::checkWritable)
        .isInstanceOf(IOException.class)
        .hasMessage(directory.resolve("models") + " is a file, where a directory is expected");
    String models = directory.resolve("models").toString();
    assertThatThrownBy(() -> Registry.names(models, HADOOP))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("found the file " + models + " as a registry");
  }

  @Test
  void whatIsNotPromotedIsNotCurrent() throws IOException {
    add(registry(), "a");
    assertThat(registry().current()).isEmpty();
    assertThat(registry().last()).isEmpty();
  }

  @Test
  void rollbacksGoBackOneAfterTheOther() throws IOException {
    Registry registry = registry();
    for (String model : List.of("a", "b", "c")) {
      promoted(registry, model);
      assertThat(directory.resolve("models/churn/current"))
          .hasContent("versions/00000" + current(registry) + "\n");
    }
    registry.rollback(registry.last().orElseThrow(), "worse");
    assertThat(current(registry)).isEqualTo(2);
    assertThat(directory.resolve("models/churn/current")).hasContent("versions/000002\n");
    registry.rollback(registry.last().orElseThrow(), "worse");
    assertThat(current(registry)).isEqualTo(1);
    assertThatThrownBy(() -> registry.rollback(registry.last().orElseThrow(), "worse"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no version was current before version 1");
  }

  @Test
  void aVersionThatIsPromotedAgainIsNotWhatWasBefore() throws IOException {
    Registry registry = registry();
    promoted(registry, "a");
    promoted(registry, "b");
    registry.promote(1, registry.last(), "after all");
    assertThat(registry.last().orElseThrow().before()).containsExactly(2);
  }

  @Test
  void aDecisionOnWhatIsNoLongerCurrentIsLost() throws IOException {
    Registry registry = registry();
    promoted(registry, "a");
    Optional<Decision> seen = registry.last();
    int second = promoted(registry, "b");
    int third = add(registry, "c").number();
    assertThatThrownBy(() -> registry.promote(third, seen, "better than a"))
        .isInstanceOf(PromotionLostException.class)
        .hasMessageContaining("version 3 is not promoted: meanwhile version 2 became the current");
    assertThatThrownBy(() -> registry.rollback(seen.orElseThrow(), "worse"))
        .isInstanceOf(ConfigException.class);
    assertThat(current(registry)).isEqualTo(second);
  }

  @Test
  void filesThatHaveChangedAreNotPromoted() throws IOException {
    Registry registry = registry();
    int number = add(registry, "a").number();
    Files.writeString(
        directory.resolve("models/churn/versions/000001/model/model.safetensors"), "other");
    assertThatThrownBy(() -> registry.promote(number, Optional.empty(), "because"))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageContaining("model.safetensors");
    assertThat(registry.current()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}", "[]", "{\"sequence\": 1}"})
  void anEntryThatCannotBeReadIsToldAndNotTakenForAnother(String text) throws IOException {
    Registry registry = registry();
    promoted(registry, "a");
    Path entry = directory.resolve("models/churn/promotions/000002.json");
    Files.writeString(entry, text);
    assertThatThrownBy(registry::current)
        .isInstanceOf(CorruptModelException.class)
        .hasMessageContaining(entry.toString());
  }

  @Test
  void versionsThatDoNotExistAreAnsweredWithThoseThatDo() throws IOException {
    Registry registry = registry();
    assertThatThrownBy(() -> registry.version(7))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("there is no version 7")
        .hasMessageContaining("there is none");
    add(registry, "a");
    add(registry, "b");
    assertThatThrownBy(() -> registry.promote(7, Optional.empty(), ""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("there are 1, 2");
    assertThat(Registry.names(directory.resolve("models").toString(), HADOOP))
        .containsExactly("churn");
  }

  @Test
  void runsThatHaveNotFinishedAreNotPublished() throws IOException {
    String run = RunFixture.write(directory.resolve("run"), "a", "diverged");
    assertThatThrownBy(() -> registry().add(run, Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("not finished, but diverged");
    assertThatThrownBy(() -> registry().add(directory.toString(), Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no report.json");
    assertThatThrownBy(() -> registry().add("nowhere://x/y", Optional.empty()))
        .isInstanceOf(ConfigException.class);
    assertThat(registry().versions()).isEqualTo(Collections.emptyList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", ".x", "a/b", "a b", "-x"})
  void namesThatAreNoDirectoriesAreRefused(String name) {
    assertThatThrownBy(() -> Registry.open(directory.toString(), name, HADOOP))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'" + name + "'");
  }
}
