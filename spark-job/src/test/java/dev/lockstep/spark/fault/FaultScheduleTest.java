package dev.lockstep.spark.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.fault.FaultSchedule.OfProcess;
import dev.lockstep.spark.fault.FaultSchedule.Timed;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FaultScheduleTest {
  private static Stream<FaultSchedule> schedules(long count) {
    return LongStream.rangeClosed(1, count).mapToObj(FaultSchedule::draw);
  }

  @Test
  void aSeedAlwaysDrawsTheSameAndAnotherOneSomethingElse() {
    List<FaultSchedule> once = schedules(100).toList();
    assertThat(schedules(100).toList()).isEqualTo(once);
    assertThat(once.stream().map(each -> each.processes().toString())).doesNotHaveDuplicates();
  }

  @Test
  void theSchedulesOfEveryCheckHaveAllKindsOfFaults() {
    Set<String> kinds =
        schedules(20)
            .flatMap(each -> each.faults().stream())
            .map(Fault::kind)
            .collect(Collectors.toSet());
    assertThat(kinds).hasSize(Fault.class.getPermittedSubclasses().length);
  }

  @Test
  void faultsOfExecutorsStrikeClustersAndNoneFollowsTheEndOfItsProcess() {
    for (FaultSchedule schedule : schedules(1000).toList()) {
      assertThat(schedule.faults()).hasSizeBetween(1, 3);
      for (OfProcess process : schedule.processes()) {
        List<Fault> faults = process.faults().stream().map(Timed::fault).toList();
        assertThat(process.master().contains("cluster") || none(faults, Fault::needsExecutors))
            .isTrue();
        assertThat(none(faults.subList(0, faults.size() - 1), Fault::endsProcess)).isTrue();
      }
    }
  }

  private static boolean none(List<Fault> faults, Predicate<Fault> which) {
    return faults.stream().noneMatch(which);
  }
}
