package dev.lockstep.spark.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.registry.Faults.When;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry promises whoever dies, and whoever else decides. */
final class RegistryFaultsTest extends RegistryInDirectory {
  private static final int MANY = 8;

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
          .hasContent(String.format(Locale.ROOT, "versions/%06d%n", won.get(0).current()));
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
      assertThat(e).hasStackTraceContaining("dead");
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
        .hasContent(String.format(Locale.ROOT, "versions/%06d%n", again));
  }
}
