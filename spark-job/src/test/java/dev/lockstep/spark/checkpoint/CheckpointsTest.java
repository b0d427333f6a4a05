package dev.lockstep.spark.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.optim.Adam;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.Output;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.testing.LogLines;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint is what was written, or it is none. */
final class CheckpointsTest {
  private static final TrainingPlan PLAN =
      TrainingPlan.epochs(
          10,
          new BatchPlan(100, 10, Shuffle.FULL, 1),
          new Adam(0.9, 0.999, 1e-8),
          new ConstantRate(0.1));
  private static final Map<String, Object> CONFIG =
      Map.of("training", Map.of("seed", 1), "data", Map.of("label", List.of("y")));
  private static final Origin ORIGIN =
      new Origin("1.0", 100, 3, "haswell", Map.of("train", "0123"), CONFIG);
  private static final byte[] METRICS = "{\"event\":\"step\"}\n".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // Before each test.
  private RunDirectory run;

  @SuppressWarnings("NullAway.Init")
  private Checkpoints checkpoints;

  @BeforeEach
  void open() {
    Output output = Output.runDirectory(directory.resolve("run").toString(), false);
    run = RunDirectory.create(output.resumed(), new Inputs(), new Configuration(), "test");
    checkpoints = new Checkpoints(run.folder().checkpoints());
  }

  @AfterEach
  void close() {
    run.close();
  }

  private static TrainingState state(int seed) {
    float[] values = new float[7];
    for (int i = 0; i < values.length; i++) {
      values[i] = seed + 1f / (i + 1);
    }
    return TrainingState.initial(PLAN, values);
  }

  private void write(int step, boolean best, int keep) throws IOException {
    Description description = new Description(step, best, ORIGIN, Course.NONE, Map.of());
    checkpoints.write(description, state(step), METRICS, keep);
  }

  private Path at(String name) {
    return directory.resolve("run.incomplete/checkpoints").resolve(name);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(at(""))) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @SuppressWarnings("try") // That nothing is logged elsewhere is all that the lines are for.
  private long newest() throws IOException {
    try (LogLines log = new LogLines(Checkpoints.class)) {
      return checkpoints.newest().map(found -> found.description().step()).orElse(-1L);
    }
  }

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    write(12, true, 1);
    Checkpoints.Stored stored = checkpoints.newest().orElseThrow();
    assertThat(stored.description().step()).isEqualTo(12);
    assertThat(stored.description().best()).isTrue();
    assertThat(stored.description().origin()).isEqualTo(ORIGIN);
    assertThat(stored.description().course()).isEqualTo(Course.NONE);
    assertThat(stored.metrics()).isEqualTo(METRICS);
    assertThat(stored.path()).isEqualTo(at("step-00000012").toString());
    TrainingState read = state(0);
    stored.readInto(read);
    assertThat(read).isEqualTo(state(12));
  }

  @Test
  void anyByteThatIsChangedIsFoundAndTheOneBeforeIsTheNewest() throws IOException {
    write(1, false, 2);
    write(2, false, 2);
    for (Path file : files("step-00000002")) {
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] ^= (byte) (1 << i % 8);
        Files.write(file, bytes);
        assertThat(newest()).as("byte %d of %s", i, file).isEqualTo(1);
        bytes[i] ^= (byte) (1 << i % 8);
      }
      Files.write(file, bytes);
    }
    assertThat(newest()).isEqualTo(2);
  }

  @Test
  void anyFileThatIsCutOrLongerOrGoneIsFound() throws IOException {
    write(1, false, 2);
    write(2, false, 2);
    for (Path file : files("step-00000002")) {
      byte[] bytes = Files.readAllBytes(file);
      for (int length = 0; length < bytes.length; length++) {
        Files.write(file, Arrays.copyOf(bytes, length));
        assertThat(newest()).as("%d bytes of %s", length, file).isEqualTo(1);
      }
      Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
      assertThat(newest()).as("%s, longer", file).isEqualTo(1);
      Files.delete(file);
      assertThat(newest()).as("without %s", file).isEqualTo(1);
      Files.write(file, bytes);
    }
    assertThat(newest()).isEqualTo(2);
  }

  private List<Path> files(String name) throws IOException {
    try (Stream<Path> all = Files.list(at(name))) {
      List<Path> files = all.toList();
      assertThat(files).hasSize(4);
      return files;
    }
  }

  @Test
  void filesOfTwoCheckpointsAreNone() throws IOException {
    write(1, false, 2);
    write(2, false, 2);
    Path file = at("step-00000002").resolve("state.bin");
    Files.copy(at("step-00000001").resolve("state.bin"), file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(newest()).isEqualTo(1);
  }

  @Test
  void theNewestAreKeptAndTheBestBesideThem() throws IOException {
    write(1, true, 2);
    write(2, true, 2);
    write(3, false, 2);
    write(10, false, 2);
    assertThat(names()).containsExactly("step-00000002", "step-00000003", "step-00000010");
    write(100_000_000, false, 2);
    assertThat(names()).containsExactly("step-00000002", "step-00000010", "step-100000000");
    assertThat(newest()).isEqualTo(100_000_000);
    checkpoints.removeAllButBest();
    assertThat(names()).containsExactly("step-00000002");
  }

  @Test
  void withoutABestOneNothingStaysInTheEnd() throws IOException {
    write(1, false, 2);
    Files.createDirectories(at("unfinished"));
    checkpoints.removeAllButBest();
    assertThat(at("")).doesNotExist();
    checkpoints.removeAllButBest();
  }

  /** A process that died before it, or in the middle of it. */
  @Test
  void whatWasNotWrittenToItsEndIsNone() throws IOException {
    write(1, false, 2);
    write(5, false, 2);
    Files.delete(at("step-00000005").resolve("complete"));
    Files.createDirectories(at("unfinished"));
    Files.writeString(at("unfinished").resolve("state.bin"), "half");
    assertThat(newest()).isEqualTo(1);
    write(3, false, 2);
    assertThat(names()).containsExactly("step-00000001", "step-00000003");
    assertThat(newest()).isEqualTo(3);
  }

  @Test
  void aDamagedOneIsNotAmongThoseThatAreKept() throws IOException {
    write(1, false, 2);
    write(2, false, 2);
    Files.writeString(at("step-00000002").resolve("metrics.jsonl"), "damaged");
    assertThat(newest()).isEqualTo(1);
    write(3, false, 2);
    assertThat(names()).containsExactly("step-00000001", "step-00000003");
  }

  @Test
  void whatIsInTheWayOfOneIsReplaced() throws IOException {
    Files.createDirectories(at("step-00000002").resolve("in/the/way"));
    Files.createDirectories(at("unfinished").resolve("in/the/way"));
    write(2, false, 2);
    assertThat(names()).containsExactly("step-00000002");
    assertThat(files("step-00000002")).isNotEmpty();
    assertThat(newest()).isEqualTo(2);
  }
}
