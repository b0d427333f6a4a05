package dev.lockstep.spark.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.spark.search.space.Parameter.When;
import dev.lockstep.spark.search.space.Region.Picks;
import dev.lockstep.spark.search.space.Region.Span;
import dev.lockstep.spark.search.space.Sampler.Draw;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SpaceTest {
  private static final int DRAWS = 4000;

  private static Space of(Domain... domains) {
    List<Parameter> parameters = new ArrayList<>();
    for (Domain domain : domains) {
      parameters.add(new Parameter("p" + parameters.size(), domain, Optional.empty()));
    }
    return new Space(parameters);
  }

  private static List<Object> draws(Sampler sampler, Domain domain) {
    Space space = of(domain);
    List<Object> drawn = new ArrayList<>();
    for (int i = 0; i < DRAWS; i++) {
      double[] point = sampler.point(space.all(), 7, new Draw(0, i, i));
      drawn.add(space.at(point).get("p0"));
    }
    return drawn;
  }

  private static double shareBelow(List<Object> drawn, double bound) {
    return drawn.stream().filter(each -> ((Number) each).doubleValue() < bound).count()
        / (double) drawn.size();
  }

  /** Each scale has as much below its middle as above, whatever draws. */
  @ParameterizedTest
  @CsvSource({
    "LINEAR, 2, 10, 6",
    "LOG, 0.0001, 1, 0.01",
    "ONE_MINUS_LOG, 0.9, 0.999, 0.99",
  })
  void halfOfTheDrawsLieBelowTheMiddleOfTheScale(
      Scale scale, double from, double to, double middle) {
    for (Sampler sampler : Sampler.values()) {
      List<Object> drawn = draws(sampler, new Numbers(scale, from, to, false));
      assertThat(drawn).allSatisfy(each -> assertThat((Double) each).isBetween(from, to));
      assertThat(shareBelow(drawn, middle)).as(sampler.toString()).isCloseTo(0.5, within(0.04));
    }
  }

  @ParameterizedTest
  @EnumSource(Sampler.class)
  void eachIntegerIsAsFrequentAsAnyOther(Sampler sampler) {
    Map<Object, Integer> counts = new HashMap<>();
    draws(sampler, new Numbers(Scale.LINEAR, 1, 4, true))
        .forEach(each -> counts.merge(each, 1, Integer::sum));
    assertThat(counts.keySet()).containsExactlyInAnyOrder(1, 2, 3, 4);
    assertThat(counts.values())
        .allSatisfy(count -> assertThat(count / (double) DRAWS).isCloseTo(0.25, within(0.04)));
  }

  @Test
  void integersOnALogScaleAreDenseWhereTheyAreSmall() {
    List<Object> drawn = draws(Sampler.RANDOM, new Numbers(Scale.LOG, 16, 256, true));
    assertThat(drawn).allSatisfy(each -> assertThat((Integer) each).isBetween(16, 256));
    assertThat(shareBelow(drawn, 64)).isCloseTo(0.5, within(0.04));
  }

  @Test
  void numbersHaveFourDigits() {
    Object number = new Numbers(Scale.LOG, 1e-4, 1, false).at(new double[] {0.123456789}, 0);
    assertThat(number).isEqualTo(3.118E-4);
    Object beta =
        new Numbers(Scale.ONE_MINUS_LOG, 0.9, 0.999, false).at(new double[] {0.123456789}, 0);
    assertThat(beta).isEqualTo(0.94336);
  }

  @ParameterizedTest
  @EnumSource(Sampler.class)
  void aPointIsAFunctionOfSeedRoundAndNumber(Sampler sampler) {
    Region all = of(new Numbers(Scale.LINEAR, 0, 1, false), new Choice(List.of("a", "b"))).all();
    double[] point = sampler.point(all, 3, new Draw(1, 17, 5));
    assertThat(sampler.point(all, 3, new Draw(1, 17, 5))).isEqualTo(point);
    assertThat(sampler.point(all, 4, new Draw(1, 17, 5))).isNotEqualTo(point);
    assertThat(sampler.point(all, 3, new Draw(2, 17, 5))).isNotEqualTo(point);
    assertThat(sampler.point(all, 3, new Draw(1, 18, 6))).isNotEqualTo(point);
  }

  /** Of 64 points in two dimensions, each of the 64 boxes has one: no random draw does that. */
  @Test
  void sobolPointsLeaveNoGaps() {
    Region all =
        of(new Numbers(Scale.LINEAR, 0, 1, false), new Numbers(Scale.LINEAR, 0, 1, false)).all();
    long columns = boxes(Sampler.SOBOL, all, 64);
    assertThat(columns).isGreaterThan(60);
    assertThat(boxes(Sampler.RANDOM, all, 64)).isLessThan(55);
  }

  /** How many of as many intervals of the first coordinate have a point. */
  private static long boxes(Sampler sampler, Region region, int points) {
    List<Integer> boxes = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      boxes.add((int) (points * sampler.point(region, 1, new Draw(0, i, i))[0]));
    }
    return boxes.stream().distinct().count();
  }

  @Test
  void layersHaveAsManyUnitsAsThereAreLayers() {
    Layers layers =
        new Layers(new Numbers(Scale.LINEAR, 0, 3, true), new Numbers(Scale.LOG, 8, 64, true));
    List<Object> drawn = draws(Sampler.RANDOM, layers);
    for (int count = 0; count <= 3; count++) {
      int size = count;
      assertThat(drawn.stream().filter(each -> ((List<?>) each).size() == size).count())
          .as("%d layers", count)
          .isGreaterThan(DRAWS / 5);
    }
    assertThat(drawn)
        .allSatisfy(
            each ->
                assertThat((List<?>) each)
                    .allSatisfy(units -> assertThat((Integer) units).isBetween(8, 64)));
  }

  @Test
  void aParameterThatDoesNotApplyHasNoValue() {
    Space space =
        new Space(
            List.of(
                new Parameter("name", new Choice(List.of("sgd", "adam")), Optional.empty()),
                new Parameter(
                    "beta1",
                    new Numbers(Scale.LINEAR, 0, 1, false),
                    Optional.of(new When("name", List.of("adam"))))));
    assertThat(space.at(new double[] {0.2, 0.5})).isEqualTo(Map.of("name", "sgd"));
    assertThat(space.at(new double[] {0.7, 0.5})).isEqualTo(Map.of("name", "adam", "beta1", 0.5));
  }

  @Test
  void aZoomHoldsTheBestAndLiesWithinWhatThereWas() {
    Space space =
        of(
            new Numbers(Scale.LOG, 1e-4, 1, false),
            new Choice(List.of(1, 2, 3)),
            new Layers(new Numbers(Scale.LINEAR, 1, 2, true), new Numbers(Scale.LOG, 8, 64, true)));
    List<double[]> best =
        List.of(new double[] {0.4, 0.5, 0.2, 0.3, 0.9}, new double[] {0.5, 0.99, 0.1, 0.6, 0.1});
    Region closer = space.all().around(space, best);
    assertThat(closer.extents().get(0)).isEqualTo(new Span(0.4 - 0.1, 0.5 + 0.1));
    assertThat(closer.extents().get(1)).isEqualTo(new Picks(3, List.of(1, 2)));
    assertThat(closer.extents().get(2)).isEqualTo(new Span(0.0, 0.2 + 0.1));
    // Neither of the best has a second layer, so nothing is known of its units.
    assertThat(closer.extents().get(4)).isEqualTo(new Span(0, 1));
    for (int i = 0; i < 200; i++) {
      double[] point = Sampler.RANDOM.point(closer, 1, new Draw(1, i, i));
      Map<String, Object> values = space.at(point);
      assertThat((Double) values.get("p0")).isBetween(0.0015, 0.26);
      assertThat(values.get("p1")).isIn(2, 3);
      assertThat((List<?>) values.get("p2")).hasSize(1);
    }
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    assertThatThrownBy(() -> new Numbers(Scale.LINEAR, 2, 1, false))
        .hasMessage("found from 2.0 to 1.0; allowed: from below to");
    assertThatThrownBy(() -> new Numbers(Scale.LOG, 0, 1, false)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new Numbers(Scale.ONE_MINUS_LOG, 0, 1, false))
        .hasMessageContaining("below 1");
    assertThatThrownBy(() -> new Choice(List.of())).hasMessageContaining("no values");
    assertThatThrownBy(() -> new Choice(List.of(1, 1))).hasMessageContaining("twice");
  }
}
