package dev.lockstep.spark.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.model.CorruptModelException;
import dev.lockstep.spark.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What goes from a registry, and what stays. */
final class RegistryCleaningTest extends RegistryInDirectory {
  @Test
  void oldVersionsGoAndTheCurrentAndThePreviousOneStay() throws IOException {
    Registry registry = registry();
    for (String model : List.of("a", "b", "c", "d", "e", "f")) {
      promoted(registry, model);
    }
    registry.promote(2, registry.last(), "after all");
    registry.rollback(registry.last().orElseThrow(), "or not");
    registry.promote(1, registry.last(), "the first");
    Optional<Decision> seen = registry.last();
    assertThat(registry.old(2)).containsExactly(2, 3, 4);
    assertThat(registry.versions()).hasSize(6);
    assertThat(registry.removeOld(2)).containsExactly(2, 3, 4);
    assertThat(registry.versions()).extracting(ModelVersion::number).containsExactly(1, 5, 6);
    assertThat(registry.last().orElseThrow().before()).containsExactly(6, 5);
    assertThat(current(registry)).isEqualTo(1);
    assertThat(registry.removeOld(2)).isEmpty();
    // What was decided on before, still holds.
    registry.promote(5, seen, "because");
    assertThat(current(registry)).isEqualTo(5);
  }

  @Test
  void whatIsBeingRemovedIsNotPromoted() throws IOException {
    Registry registry = registry();
    promoted(registry, "a");
    promoted(registry, "b");
    promoted(registry, "c");
    Path version = directory.resolve("models/churn/versions/000001");
    Path kept = directory.resolve("kept");
    Files.move(version, kept);
    Files.createDirectories(version.resolve("model"));
    for (String file : List.of("version.json", "report.json", "model/model.json")) {
      Files.copy(kept.resolve(file), version.resolve(file));
    }
    Files.copy(kept.resolve("model/model.safetensors"), version.resolve("model/model.safetensors"));
    registry.removeOld(1);
    assertThat(version).doesNotExist();
    Files.move(kept, version);
    assertThatThrownBy(() -> registry.promote(1, registry.last(), "because"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is being removed by gc");
    registry.removeOld(1);
    assertThat(version).doesNotExist();
  }

  @Test
  void aDamagedVersionIsToldBesideTheOthersAndGoesInItsTurn() throws IOException {
    Registry registry = registry();
    promoted(registry, "a");
    add(registry, "b");
    promoted(registry, "c");
    Path manifest = directory.resolve("models/churn/versions/000002/version.json");
    String whole = Files.readString(manifest);
    for (String damaged : List.of("", "{", whole.replace("\"sha256\"", "\"sha25\""))) {
      Files.writeString(manifest, damaged);
      List<String> damages = new ArrayList<>();
      assertThat(registry.versions(damages::add))
          .extracting(ModelVersion::number)
          .containsExactly(1, 3);
      assertThat(registry.versions()).hasSize(2);
      assertThat(damages)
          .singleElement()
          .asString()
          .startsWith("version 2 is damaged: ")
          .contains("000002/version.json")
          .doesNotContain("dev.lockstep", "StreamReadFeature", "marker");
      assertThatThrownBy(() -> registry.promote(2, registry.last(), "because"))
          .isInstanceOf(CorruptModelException.class);
    }
    assertThat(registry.old(1)).containsExactly(2);
    promoted(registry, "d");
    assertThat(registry.removeOld(1)).containsExactly(1, 2);
    List<String> damages = new ArrayList<>();
    registry.versions(damages::add);
    assertThat(damages).isEmpty();
  }

  @Test
  void whatADeadProcessHasLeftGoesOnceItIsOldAndItsNumberStays() throws IOException {
    Registry registry = registry();
    promoted(registry, "a");
    for (int number = 2; number <= 4; number++) {
      Path taken = directory.resolve("models/churn/versions/00000" + number + "/taken.json");
      Files.createDirectories(taken.getParent());
      Files.writeString(taken, "{}");
      if (number != 3) {
        Files.setLastModifiedTime(taken, FileTime.from(Instant.now().minusSeconds(100_000)));
      }
    }
    registry.removeOld(1);
    assertThat(directory.resolve("models/churn/versions"))
        .isDirectoryNotContaining("glob:**000002")
        .isDirectoryContaining("glob:**000003")
        .isDirectoryContaining("glob:**000004");
    assertThat(add(registry, "b").number()).isEqualTo(5);
  }
}
