package dev.lockstep.spark.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.metric.Measure;
import dev.lockstep.model.CorruptModelException;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.registry.Faults.When;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry promises, whoever dies and whoever else decides. */
final class ModelRegistryTest {
  private static final int MANY = 8;

  private static final Configuration HADOOP = new Configuration();
  private static final Configuration DYING = DyingFiles.hadoop();

  @TempDir Path directory;

  private Registry registry(String scheme) {
    return Registry.open(scheme + ":" + directory.resolve("models"), "churn", DYING);
  }

  private Registry registry() {
    return Registry.open(directory.resolve("models").toString(), "churn", HADOOP);
  }

  private ModelVersion add(Registry registry, String model) throws IOException {
    String run = RunFixture.write(directory.resolve("run-" + model), model);
    return registry.add(run, Optional.empty());
  }

  private int promoted(Registry registry, String model) throws IOException {
    int number = add(registry, model).number();
    registry.promote(number, registry.last(), "because");
    return number;
  }

  private static int current(Registry registry) throws IOException {
    return registry.current().orElseThrow().number();
  }

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

  /** As many as there are, all of which have seen the same. */
  private List<Object> atOnce(int many, Function<Integer, Callable<Object>> work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(many);
    ExecutorService pool = Executors.newFixedThreadPool(many);
    try {
      List<Future<Object>> all = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        Callable<Object> one = work.apply(i);
        all.add(
            pool.submit(
                () -> {
                  start.await();
                  return one.call();
                }));
      }
      List<Object> results = new ArrayList<>();
      for (Future<Object> one : all) {
        results.add(one.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "remote"})
  void ofPromotionsAtOnceOneWinsAndAllOthersAreTold(String scheme) throws Exception {
    DyingFiles.FAULTS.dieAt(Integer.MAX_VALUE, When.BEFORE);
    Registry registry = registry(scheme);
    for (int i = 0; i < MANY; i++) {
      add(registry, "m" + i);
    }
    for (int round = 0; round < 5; round++) {
      Optional<Decision> seen = registry.last();
      List<Object> results =
          atOnce(
              MANY,
              i ->
                  () -> {
                    try {
                      return registry(scheme).promote(i + 1, seen, "at once");
                    } catch (PromotionLostException e) {
                      return e;
                    }
                  });
      List<Decision> won =
          results.stream().filter(Decision.class::isInstance).map(Decision.class::cast).toList();
      assertThat(won).hasSize(1);
      assertThat(registry.last()).isEqualTo(Optional.of(won.get(0)));
      assertThat(directory.resolve("models/churn/current"))
          .hasContent(String.format("versions/%06d%n", won.get(0).current()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "remote"})
  void allWhoAddAtOnceGetNumbersOfTheirOwn(String scheme) throws Exception {
    DyingFiles.FAULTS.dieAt(Integer.MAX_VALUE, When.BEFORE);
    List<Object> numbers = atOnce(MANY, i -> () -> add(registry(scheme), "m" + i).number());
    assertThat(numbers)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, MANY).<Object>mapToObj(i -> i).toList());
    assertThat(registry(scheme).versions()).hasSize(MANY);
  }

  @ParameterizedTest
  @EnumSource(When.class)
  void whereverAPromotionDiesTheOldOrTheNewVersionIsCurrent(When when) throws IOException {
    for (String scheme : List.of("file", "remote")) {
      int operation = 0;
      do {
        operation++;
        Path place = directory.resolve(scheme + operation);
        Files.createDirectories(place);
        dyingPublication(place, scheme, operation, when);
      } while (DyingFiles.FAULTS.died());
      assertThat(operation).as("operations of " + scheme).isGreaterThan(20);
    }
  }

  private void dyingPublication(Path place, String scheme, int operation, When when)
      throws IOException {
    String path = place.resolve("models").toString();
    Registry healthy = Registry.open(path, "churn", HADOOP);
    promoted(healthy, "a");
    String run = RunFixture.write(directory.resolve("run-b"), "b");
    Registry dying = Registry.open(scheme + ":" + path, "churn", DYING);
    DyingFiles.FAULTS.dieAt(operation, when);
    try {
      Optional<Decision> seen = dying.last();
      int number = dying.add(run, Optional.empty()).number();
      dying.promote(number, seen, "better");
    } catch (IOException e) {
      assertThat(e).hasMessage("dead");
    }
    boolean died = DyingFiles.FAULTS.died();
    for (ModelVersion version : healthy.versions()) {
      assertThat(version.files()).hasSize(3);
    }
    int now = current(healthy);
    assertThat(now).as("after operation %s", operation).isBetween(died ? 1 : 2, 2);
    if (scheme.equals("file")) {
      assertThat(Files.readString(place.resolve("models/churn/current")))
          .isIn("versions/000001\n", "versions/00000" + now + "\n");
    }
    int again = promoted(healthy, "c");
    assertThat(current(healthy)).isEqualTo(again);
    assertThat(healthy.versions()).extracting(ModelVersion::number).doesNotHaveDuplicates();
    assertThat(place.resolve("models/churn/current"))
        .hasContent(String.format("versions/%06d%n", again));
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
    Files.copy(
        kept.resolve("model/model.safetensors"), version.resolve("model/model.safetensors"));
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
