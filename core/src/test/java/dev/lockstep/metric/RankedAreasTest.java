package dev.lockstep.metric;

import static dev.lockstep.metric.Examples.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.testing.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RankedAreasTest {
  private static final double ROUNDING = 1e-12;

  /** The share of the pairs of a positive and a negative that are ordered rightly. */
  private static double textbookRocAuc(Examples examples) {
    double won = 0;
    double pairs = 0;
    for (int i = 0; i < examples.count(); i++) {
      for (int j = 0; j < examples.count(); j++) {
        if (examples.targets[i] == 1 && examples.targets[j] == 0) {
          double weight = (double) examples.weights[i] * examples.weights[j];
          double difference = (double) examples.outputs[i] - examples.outputs[j];
          won += weight * (Math.signum(difference) + 1) / 2;
          pairs += weight;
        }
      }
    }
    return won / pairs;
  }

  /** The mean over the positives of the precision among all that score as high. */
  private static double textbookPrAuc(Examples examples) {
    double sum = 0;
    double positives = 0;
    for (int i = 0; i < examples.count(); i++) {
      double found = 0;
      double right = 0;
      for (int j = 0; j < examples.count(); j++) {
        if (examples.outputs[j] >= examples.outputs[i]) {
          found += examples.weights[j];
          right += examples.targets[j] * examples.weights[j];
        }
      }
      double weight = examples.targets[i] * examples.weights[i];
      sum += weight == 0 ? 0 : weight * right / found;
      positives += weight;
    }
    return sum / positives;
  }

  private static RankedScores ranking(Examples examples, int from, int to) {
    ScoreTally tally = new ScoreTally();
    if (from < to) {
      RankedAreas.accumulate(examples.batch(from, to), tally);
    }
    return tally.ranking();
  }

  @Property(tries = 200)
  void areasAreThoseOfTheTextbook(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 200) int n,
      @ForAll @IntRange(min = -20, max = 20) int centre,
      @ForAll @IntRange(min = 1, max = 1 << 22) int steps) {
    Examples examples = Examples.rounded(seed, n, centre, steps);
    MetricReport report = examples.report(MetricSet.binary());
    assertThat(figure(report, "roc_auc")).isCloseTo(textbookRocAuc(examples), within(ROUNDING));
    assertThat(figure(report, "pr_auc")).isCloseTo(textbookPrAuc(examples), within(ROUNDING));
    assertThat(report.values()).doesNotContainKeys("roc_auc_error_bound", "pr_auc_error_bound");
  }

  @Test
  void areasAreThoseOfScikitLearn() {
    for (JsonNode expected : Golden.read("areas.json").get("cases")) {
      Examples examples = Examples.zeros(expected.get("scores").size(), 1, 1);
      copy(Golden.floats(expected.get("scores")), examples.outputs);
      copy(Golden.floats(expected.get("classes")), examples.targets);
      copy(Golden.floats(expected.get("weights")), examples.weights);
      assertAreas(examples, expected.get("roc_auc"), expected.get("pr_auc"));
      Arrays.fill(examples.weights, 1);
      assertAreas(examples, expected.get("roc_auc_unweighted"), expected.get("pr_auc_unweighted"));
    }
  }

  private static void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  private static void assertAreas(Examples examples, JsonNode rocAuc, JsonNode prAuc) {
    MetricReport report = examples.report(MetricSet.binary());
    assertThat(figure(report, "roc_auc")).isCloseTo(rocAuc.doubleValue(), within(ROUNDING));
    assertThat(figure(report, "pr_auc")).isCloseTo(prAuc.doubleValue(), within(ROUNDING));
  }

  @Test
  void neighbouringFloatsAreToldApart() {
    Examples examples = Examples.zeros(4, 1, 1);
    float score = 0.5f;
    for (int i = 0; i < 4; i++) {
      examples.outputs[i] = score;
      examples.targets[i] = i < 2 ? 0 : 1;
      examples.weights[i] = 1;
      score = Math.nextUp(score);
    }
    MetricReport report = examples.report(MetricSet.binary());
    assertThat(figure(report, "roc_auc")).isEqualTo(1);
    assertThat(figure(report, "pr_auc")).isEqualTo(1);
  }

  @Property(tries = 200)
  void textbookAreasLieWithinTheBoundsHoweverOftenScoresWereCoarsened(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 200) int n,
      @ForAll @IntRange(min = 1, max = 1 << 22) int steps,
      @ForAll @DoubleRange(min = 0, max = 0.5) double share,
      @ForAll @IntRange(min = 1, max = 6) int shards) {
    Examples examples = Examples.rounded(seed, n, -1, steps);
    RankedScores merged = RankedScores.NONE;
    for (int s = 0; s < shards; s++) {
      RankedScores shard = ranking(examples, s * n / shards, (s + 1) * n / shards);
      merged = merged.merged(shard.coarsened(share)).coarsened(share / 2);
    }
    assertThat(merged.totalPositives() + merged.totalNegatives())
        .isCloseTo(examples.totalWeight(), within(n * 1e-9));
    Bounded rocAuc = RocAuc.of(merged, Ranks.unlessExact(merged));
    Bounded prAuc = PrAuc.of(merged, Ranks.unlessExact(merged));
    assertThat(rocAuc.value())
        .isCloseTo(textbookRocAuc(examples), within(rocAuc.error() + ROUNDING));
    assertThat(prAuc.value()).isCloseTo(textbookPrAuc(examples), within(prAuc.error() + ROUNDING));
  }

  /** As many scores as float32 has near a place, and others far from each other. */
  private static Examples many(int n, boolean crowded) {
    SplittableRandom random = new SplittableRandom(7);
    Examples examples = Examples.zeros(n, 1, 1);
    int low = Float.floatToIntBits(crowded ? 1e-30f : 0.001f);
    int high = Float.floatToIntBits(1f);
    for (int i = 0; i < n; i++) {
      int bits = random.nextInt(low, high);
      boolean dense = crowded && i % 2 == 0;
      examples.outputs[i] =
          Float.intBitsToFloat(dense ? Float.floatToIntBits(0.3f) + random.nextInt(2000) : bits);
      double place = (double) (Float.floatToIntBits(examples.outputs[i]) - low) / (high - low);
      examples.targets[i] = random.nextDouble() < place * place ? 1 : 0;
      examples.weights[i] = 1;
    }
    return examples;
  }

  private static Bounded[] coarseAreas(Examples examples, int shards) {
    ScoreTally tally = new ScoreTally();
    int n = examples.count();
    for (int s = 0; s < shards; s++) {
      tally.add(ranking(examples, s * (n / shards), (s + 1) * (n / shards)));
    }
    RankedScores scores = tally.ranking();
    assertThat(scores.size()).isLessThanOrEqualTo(RankedScores.MOST);
    assertThat(scores.isExact()).isFalse();
    return new Bounded[] {
      RocAuc.of(scores, Ranks.unlessExact(scores)), PrAuc.of(scores, Ranks.unlessExact(scores))
    };
  }

  @Test
  void moreScoresThanAreKeptApartAreOffByLessThanOneInAHundredThousand() {
    for (boolean crowded : new boolean[] {false, true}) {
      Examples examples = many(5_000_000, crowded);
      for (int shards : new int[] {1, 4}) {
        for (Bounded area : coarseAreas(examples, shards)) {
          assertThat(area.error()).isPositive().isLessThan(1e-5);
        }
      }
    }
  }

  @Test
  void aMillionDistinctScoresAreExact() {
    int n = 1_000_000;
    Examples examples = Examples.zeros(n, 1, 1);
    for (int i = 0; i < n; i++) {
      examples.outputs[i] = Float.intBitsToFloat(Float.floatToIntBits(0.1f) + i * 7);
      examples.targets[i] = i % 2;
      examples.weights[i] = 1;
    }
    List<RankedScores> shards = new ArrayList<>();
    for (int s = 0; s < 3; s++) {
      shards.add(ranking(examples, s * (n / 3), s == 2 ? n : (s + 1) * (n / 3)));
    }
    ScoreTally tally = new ScoreTally();
    shards.forEach(tally::add);
    Bounded area = RocAuc.of(tally.ranking(), null);
    assertThat(area.error()).isZero();
    // Each positive scores higher than one negative more than the positive before.
    double half = n / 2.0;
    assertThat(area.value()).isCloseTo((half + 1) / 2 / half, within(ROUNDING));
  }

  @Test
  void examplesWithoutWeightOrOfOneClassHaveNoArea() {
    Examples examples = Examples.binary(1, 100, 0);
    Arrays.fill(examples.weights, 0);
    assertThat(examples.report(MetricSet.binary()).values())
        .doesNotContainKeys("roc_auc", "pr_auc");
    Arrays.fill(examples.weights, 1);
    Arrays.fill(examples.targets, 1);
    assertThat(examples.report(MetricSet.binary()).values())
        .doesNotContainKeys("roc_auc", "pr_auc");
  }
}
