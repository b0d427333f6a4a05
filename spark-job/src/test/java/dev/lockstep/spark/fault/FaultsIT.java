package dev.lockstep.spark.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.spark.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trainings of real processes under faults that a seed draws: each ends with the bits of an
 * undisturbed one; a process that comes to no end of its own has a documented exit code, and leaves
 * what can be resumed. scripts/faults runs other seeds.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets them.
final class FaultsIT {
  private static final Pattern SEEDS = Pattern.compile("(\\d{1,9})\\.\\.(\\d{1,9})");

  @TempDir private static Path shared;
  private static Trainings trainings;
  private static boolean resets;
  private static final List<DisturbedRun.Result> RESULTS = new ArrayList<>();

  @TempDir private Path directory;

  static Stream<FaultSchedule> schedules() {
    String seeds = System.getProperty("lockstep.faults.seeds", "1..20");
    Matcher range = SEEDS.matcher(seeds);
    if (!range.matches()) {
      throw new IllegalArgumentException("seeds are A..B, not " + seeds);
    }
    return LongStream.rangeClosed(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)))
        .mapToObj(FaultSchedule::draw);
  }

  @BeforeAll
  static void prepare() throws IOException {
    trainings = new Trainings(shared);
    resets = Connections.canBeReset();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("schedules")
  void endsWithTheUndisturbedBits(FaultSchedule schedule) throws Exception {
    try (SmallDisk disk = SmallDisk.at(Files.createDirectory(directory.resolve("runs")), 8192)) {
      hasWhatItTakes(resets || !schedule.resetsConnections(), schedule, "ss -K resets nothing");
      hasWhatItTakes(disk.isMounted() || !schedule.fillsDisk(), schedule, "mount is refused");
      boolean done = false;
      try {
        DisturbedRun.Result result = new DisturbedRun(schedule, trainings, directory, disk).run();
        RESULTS.add(result);
        System.out.println(result);
        done = true;
      } finally {
        if (!done) {
          System.out.println(schedule + ": FAILED");
        }
      }
    }
  }

  private static void hasWhatItTakes(boolean has, FaultSchedule schedule, String otherwise) {
    if (!has) {
      System.out.println(schedule + ": left out, as " + otherwise + " here");
    }
    assumeTrue(has, otherwise);
  }

  @AfterAll
  static void faultsDidStrike() {
    Map<String, Long> drawn = byKind(result -> result.schedule().faults());
    Map<String, Long> struck = byKind(DisturbedRun.Result::struck);
    double[] seconds =
        RESULTS.stream().mapToDouble(DisturbedRun.Result::seconds).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%d schedules with the undisturbed bits, median %.0f s; drawn %s; struck %s%n",
        seconds.length,
        seconds.length == 0 ? 0 : seconds[seconds.length / 2],
        drawn,
        struck);
    // A few schedules may well have drawn what comes too late.
    if (seconds.length >= 10) {
      assertThat(count(struck)).isGreaterThanOrEqualTo(count(drawn) * 3 / 4);
    }
  }

  private static Map<String, Long> byKind(Function<DisturbedRun.Result, List<Fault>> faults) {
    return RESULTS.stream()
        .flatMap(result -> faults.apply(result).stream())
        .collect(Collectors.groupingBy(Fault::kind, TreeMap::new, Collectors.counting()));
  }

  private static long count(Map<String, Long> byKind) {
    return byKind.values().stream().mapToLong(Long::longValue).sum();
  }
}
