package dev.lockstep.spark.exchange.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.linalg.Range;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans and the arithmetic by which one is chosen. */
final class PlanTest {
  private static final int PARAMETERS = 100_000;

  private static Plan plan(List<Integer> seats, int shards, List<Relay> relays) {
    List<Member> members =
        seats.stream()
            .distinct()
            .sorted()
            .map(i -> new Member("id" + i, String.valueOf(i), "h" + i, 1))
            .toList();
    return new Plan(1, shards, members, occupants(seats), relays);
  }

  private static List<Occupant> occupants(List<Integer> seats) {
    return seats.stream().map(member -> new Occupant(member, 0)).toList();
  }

  /** Two workers on each executor, as Spark places them. */
  private static List<Integer> seats(int executors) {
    return IntStream.range(0, 2 * executors).map(i -> i % executors).boxed().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 16, 33})
  void eachExecutorHasEachParameterOnce(int executors) {
    List<Integer> seats = seats(executors);
    for (List<Relay> relays :
        List.of(Relays.tree(seats, PARAMETERS), Relays.sliced(seats, PARAMETERS))) {
      Plan plan = plan(seats, 4 * executors + 1, relays);
      List<Set<Integer>> to = plan.handsOutTo();
      int[] had = new int[executors];
      for (int i = 0; i < relays.size(); i++) {
        int length = relays.get(i).range().length();
        to.get(i).forEach(member -> had[member] += length);
        int own = relays.get(i).member();
        had[own] += isFirstFor(own, i, relays, seats) ? length : 0;
      }
      assertThat(had).containsOnly(PARAMETERS);
    }
  }

  /** Whether a relay is the first of its range that serves a worker of its own executor. */
  private static boolean isFirstFor(
      int member, int number, List<Relay> relays, List<Integer> seats) {
    Relay relay = relays.get(number);
    for (int i = 0; i <= number; i++) {
      Relay each = relays.get(i);
      boolean serves =
          IntStream.range(each.fromSeat(), each.toSeat()).anyMatch(s -> seats.get(s) == member);
      if (each.range().equals(relay.range()) && serves) {
        return i == number;
      }
    }
    return false;
  }

  @Test
  void slicesCoverAllAndGroupsAreNodesOfTheTree() {
    List<Integer> seats = IntStream.range(0, 16).boxed().toList();
    List<Relay> slices = Relays.sliced(seats, PARAMETERS);
    int end = 0;
    for (Relay each : slices) {
      assertThat(each.range().from()).isEqualTo(end);
      end = each.range().to();
    }
    assertThat(end).isEqualTo(PARAMETERS);
    assertThat(slices).extracting(Relay::member).containsExactlyElementsOf(seats);
    Plan tree = plan(seats, 64, Relays.tree(seats, PARAMETERS));
    assertThat(tree.relays()).hasSize(4);
    for (Relay group : tree.relays()) {
      assertThat(tree.nodesOf(group)).hasSize(1);
    }
  }

  @Test
  void fewParametersHaveFewOwners() {
    assertThat(Relays.sliced(seats(8), 2 * Relays.LEAST_SLICE)).hasSize(2);
    assertThat(Relays.sliced(seats(8), 3)).hasSize(1);
  }

  @Test
  void executorsExchangeBothWays() {
    List<Integer> seats = List.of(0, 1, 2, 0, 1, 2);
    Plan plan = plan(seats, 6, Relays.tree(seats, 10));
    for (int one = 0; one < 3; one++) {
      for (int other : plan.neighboursOf(one)) {
        assertThat(plan.neighboursOf(other)).contains(one);
      }
      assertThat(plan.neighboursOf(one)).doesNotContain(one);
    }
  }

  @Test
  void whatNamesNobodyIsRefused() {
    Relay relay = new Relay(new Range(0, 3), 0, 2, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> plan(List.of(0), 4, List.of(relay)));
    List<Integer> gap = new ArrayList<>(List.of(0, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> plan(gap, 4, List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new Relay(new Range(0, 0), 0, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Relay(new Range(0, 3), 2, 2, 0));
  }

  /** 1 Gbit/s and 0.2 ms but for the last, a link of memory. */
  @ParameterizedTest
  @CsvSource({
    "2, 1000000, 125e6, STAR",
    "16, 1000000, 125e6, SLICED",
    "16, 250000, 125e6, SLICED",
    "16, 12000, 125e6, SLICED",
    "100, 12000, 1250e6, TREE",
    "3, 100, 125e6, STAR",
  })
  void theCheapestIsChosen(int executors, int parameters, double speed, Topology best) {
    assertThat(new StepCosts(executors, parameters, 0.2e-3, speed).best()).isEqualTo(best);
  }
}
