package dev.lockstep.spark.table.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.diagnosis.Shift;
import dev.lockstep.diagnosis.Shift.Level;
import dev.lockstep.diagnosis.Shift.Measure;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.spark.table.compare.SplitComparison.RowCounts;
import dev.lockstep.train.Split;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitComparisonTest {
  private static final int CATEGORIES = 30;
  private static final int NUMBERS = 6;
  private static final int WIDTH = NUMBERS + CATEGORIES;

  /** Six numbers of quite different distributions, and a category with a long tail. */
  private static final FeatureSchema FEATURES =
      new FeatureSchema(
          List.of(
              Vector.plain("x", NUMBERS),
              new Categorical(
                  "c",
                  new Vocabulary<>(
                      IntStream.range(0, CATEGORIES).mapToObj(String::valueOf).toList()),
                  false)),
          MissingValues.ERROR,
          Optional.empty());

  private final Random random = new Random(1);

  private float[] row(double shift) {
    float[] row = new float[WIDTH];
    row[0] = (float) (random.nextGaussian() + shift);
    row[1] = (float) Math.pow(1 - random.nextDouble(), -1); // Without variance.
    row[2] = random.nextInt(100) == 0 ? 1 : 0;
    row[3] = random.nextInt(20) == 0 ? 1000 * random.nextFloat() : 0;
    row[4] = 7;
    row[5] = random.nextInt(5);
    int category = (int) Math.pow(CATEGORIES + 3, random.nextDouble()) - 1;
    if (category < CATEGORIES) { // Otherwise an unseen one.
      row[NUMBERS + category] = 1;
    }
    return row;
  }

  private SplitSample sample(int rows, double shift) {
    return new SplitSample(WIDTH, IntStream.range(0, rows).mapToObj(i -> row(shift)).toList());
  }

  private static Mismatch compare(SplitSample train, SplitSample dev, SplitSample test) {
    Map<Split, SplitSample> samples = new EnumMap<>(Split.class);
    samples.put(Split.TRAIN, train);
    samples.put(Split.DEV, dev);
    samples.put(Split.TEST, test);
    Map<Split, RowCounts> counts = new EnumMap<>(Split.class);
    samples.forEach(
        (split, sample) -> counts.put(split, new RowCounts(sample.rows(), List.of(0L, 0L))));
    return SplitComparison.of(FEATURES, samples, counts);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 3, 2",
    "40, 5, 5",
    "200, 20, 20",
    "100, 100, 100",
    "2000, 30, 200",
    "8000, 900, 4000"
  })
  void splitsOfOneDistributionAreNotWarnedOf(int train, int dev, int test) {
    int trials = 200_000 / (train + dev + test + 1000);
    for (int trial = 0; trial < trials; trial++) {
      Mismatch found = compare(sample(train, 0), sample(dev, 0), sample(test, 0));
      assertThat(found.warnings()).isEmpty();
      assertThat(found.count(Level.FINE)).isEqualTo(3 * (NUMBERS + 1));
    }
  }

  @Test
  void aShiftedFeatureIsFoundAndNamed() {
    Mismatch found = compare(sample(4000, 0), sample(1000, 1), sample(1000, 0));
    FeatureShift worst = found.shifts().get(0);
    assertThat(worst.feature()).isEqualTo("x[0]");
    assertThat(worst.level()).isEqualTo(Level.SHIFTED);
    assertThat(found.count(Level.SHIFTED)).isEqualTo(2);
    assertThat(found.count(Level.MODERATE)).isZero();
    Shift smd =
        worst.measures().stream()
            .filter(each -> each.measure() == Measure.SMD)
            .findFirst()
            .orElseThrow();
    // Give or take five standard errors.
    assertThat(Math.abs(smd.value())).isBetween(0.8, 1.2);
    assertThat(found.warnings()).hasSize(2);
    assertThat(found.warnings().get(0))
        .startsWith(
            "the dev split is not distributed as the train split: 1 of 7 features are shifted, 0"
                + " moderately; the worst: 'x[0]' (psi ")
        .contains("the dev error then measures this mismatch too");
    assertThat(found.warnings().get(1))
        .startsWith("the test split is not distributed as the dev split")
        .contains("what the dev split decides then need not hold for the test split");
  }

  @Test
  void categoriesAreComparedByTheirSharesAndUnseenOnesAreOneMore() {
    float[][] first = new float[100][WIDTH];
    float[][] second = new float[100][WIDTH];
    for (int i = 0; i < 100; i++) {
      first[i][NUMBERS + i % 2] = 1;
      second[i][NUMBERS] = i % 2; // Every other row has none.
    }
    SplitSample train = new SplitSample(WIDTH, Arrays.asList(first));
    Mismatch found =
        SplitComparison.of(
            FEATURES,
            Map.of(Split.TRAIN, train, Split.DEV, new SplitSample(WIDTH, Arrays.asList(second))),
            Map.of(
                Split.TRAIN, new RowCounts(100, List.of(0L, 0L)),
                Split.DEV, new RowCounts(100, List.of(0L, 0L))));
    FeatureShift worst = found.shifts().get(0);
    assertThat(worst.feature()).isEqualTo("c");
    long[] seen = {50, 50, 0};
    long[] other = {50, 0, 50};
    assertThat(worst.measures())
        .extracting(Shift::value)
        .containsExactly(Shift.ofCounts(Measure.PSI, seen, other, 1).value());
  }

  @Test
  void sharesOfMissingValuesAreCompared() {
    SplitSample same = sample(1000, 0);
    Map<Split, SplitSample> samples = Map.of(Split.TRAIN, same, Split.DEV, same);
    Mismatch found =
        SplitComparison.of(
            FEATURES,
            samples,
            Map.of(
                Split.TRAIN, new RowCounts(5000, List.of(500L, 0L)),
                Split.DEV, new RowCounts(1000, List.of(500L, 0L))));
    FeatureShift worst = found.shifts().get(0);
    assertThat(worst.feature()).isEqualTo("x");
    assertThat(worst.level()).isEqualTo(Level.SHIFTED);
    assertThat(worst.measures()).extracting(Shift::measure).containsExactly(Measure.MISSING_PSI);
    assertThat(found.count(Level.SHIFTED)).isOne();
  }
}
