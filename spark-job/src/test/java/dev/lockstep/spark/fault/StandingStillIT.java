package dev.lockstep.spark.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.cli.Outcome;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.exchange.message.Heartbeat;
import dev.lockstep.spark.fault.FaultSchedule.Exchange;
import dev.lockstep.spark.fault.FaultSchedule.OfProcess;
import dev.lockstep.spark.testing.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine with all processes of a training is paused for longer than a connection may be mute.
 */
final class StandingStillIT {
  private static final String MASTER = "local-cluster[3,1,1024]";

  @TempDir private Path directory;

  @Test
  void nobodyIsBlamedForSilence() throws Exception {
    Trainings trainings = new Trainings(Files.createDirectory(directory.resolve("shared")));
    Path run = directory.resolve("run");
    FaultSchedule schedule =
        new FaultSchedule(
            0,
            Exchange.SESSION,
            Topology.TREE,
            false,
            100,
            List.of(new OfProcess(MASTER, List.of())));
    ProcessBuilder builder =
        Outcome.builder(directory, trainings.command(schedule, MASTER, run, directory));
    builder.redirectOutput(directory.resolve("out").toFile());
    builder.environment().put("SPARK_WORKER_DIR", directory.resolve("executors").toString());
    int pause = Math.toIntExact(Heartbeat.SILENCE.plusSeconds(2).toMillis());
    try (SmallDisk disk = SmallDisk.at(Files.createDirectory(directory.resolve("disk")), 1);
        Victim victim = new Victim(builder, run.toString(), disk)) {
      assertThat(victim.await(new Instant(Instant.Sign.CHECKPOINT, 1, 0))).isTrue();
      assertThat(victim.pulse(1, pause)).isTrue();
      assertThat(victim.finish()).isZero();
      assertThat(victim.said()).noneMatch(line -> line.contains("Lost the worker"));
    }
    assertThat(Trainings.Undisturbed.of(run)).isEqualTo(trainings.undisturbed(schedule));
  }
}
