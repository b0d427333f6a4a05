package dev.lockstep.spark.champion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.metric.Measure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The paired bootstrap against plain loops, and against what it is for. */
final class PairedSumsTest {
  private static final int CLASSES = 3;

  /** What both contenders made of a row. */
  private record Judged(
      int actual, int champion, int challenger, double probability, float weight) {
    TestRow row() {
      String[] slices = {"s" + actual};
      return new TestRow(new float[0], new float[0], new double[] {actual}, weight, slices);
    }
  }

  private static List<Judged> rows(int n, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, n)
        .mapToObj(
            i ->
                new Judged(
                    random.nextInt(CLASSES),
                    random.nextInt(CLASSES + 1),
                    random.nextInt(CLASSES),
                    random.nextDouble(),
                    random.nextFloat()))
        .toList();
  }

  private static PairedSums sums(
      SummedFigure figure, List<Judged> rows, int first, PoissonWeights draws) {
    PairedSums sums = new PairedSums(figure, draws.replicates(), 1);
    RowTerms champion = new RowTerms(figure.terms());
    RowTerms challenger = new RowTerms(figure.terms());
    for (int i = 0; i < rows.size(); i++) {
      Judged row = rows.get(i);
      figure.ofClass(row.actual(), row.champion(), row.probability(), champion);
      figure.ofClass(row.actual(), row.challenger(), 1 - row.probability(), challenger);
      sums.add(row.row(), PoissonWeights.key(first + i, 0), draws, champion, challenger);
    }
    return sums;
  }

  @ParameterizedTest
  @EnumSource(
      value = Measure.class,
      names = {"LOSS", "ACCURACY", "ERROR", "PRECISION", "RECALL", "F1", "MACRO_F1"})
  void replicatesAreTheFiguresOfRowsThatAreRepeated(Measure measure) {
    SummedFigure figure = new SummedFigure(measure, CLASSES, 0);
    PoissonWeights draws = new PoissonWeights(5, 20);
    List<Judged> rows = rows(200, 1);
    double[] expected = new double[draws.replicates()];
    for (int r = 0; r < expected.length; r++) {
      List<Judged> drawn = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        for (int k = draws.of(r, PoissonWeights.key(i, 0)); k > 0; k--) {
          drawn.add(rows.get(i));
        }
      }
      double champion = TextbookFigures.of(measure, table(drawn, true), CLASSES);
      double challenger = TextbookFigures.of(measure, table(drawn, false), CLASSES);
      expected[r] = measure.gain(challenger, champion);
    }
    Arrays.sort(expected);
    double[] found = sums(figure, rows, 0, draws).improvements();
    for (int r = 0; r < expected.length; r++) {
      assertThat(found[r]).isCloseTo(expected[r], within(1e-9));
    }
  }

  private static List<TextbookFigures.Row> table(List<Judged> rows, boolean champion) {
    return rows.stream()
        .map(
            row ->
                new TextbookFigures.Row(
                    row.actual(),
                    champion ? row.champion() : row.challenger(),
                    champion ? row.probability() : 1 - row.probability(),
                    row.weight()))
        .toList();
  }

  @Test
  void anySplitOfTheRowsAddsUpToTheSame() {
    SummedFigure figure = new SummedFigure(Measure.F1, CLASSES, 0);
    PoissonWeights draws = new PoissonWeights(5, 50);
    List<Judged> rows = rows(300, 2);
    PairedSums whole = sums(figure, rows, 0, draws);
    for (int cut : new int[] {0, 1, 150, 300}) {
      PairedSums parts = sums(figure, rows.subList(0, cut), 0, draws);
      parts.merge(sums(figure, rows.subList(cut, rows.size()), cut, draws));
      assertThat(parts.rows()).isEqualTo(300);
      assertThat(parts.improvements()).containsExactly(whole.improvements(), within(1e-12));
      assertThat(parts.slices(0, "s")).hasSameSizeAs(whole.slices(0, "s"));
    }
  }

  @Test
  void drawsHaveTheMeanAndVarianceOfPoissonNumbers() {
    PoissonWeights draws = new PoissonWeights(3, 200);
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (int r = 0; r < draws.replicates(); r++) {
      for (int row = 0; row < 1000; row++, n++) {
        int k = draws.of(r, PoissonWeights.key(row, 0));
        sum += k;
        squares += (double) k * k;
      }
    }
    double mean = sum / n;
    assertThat(mean).isCloseTo(1, within(0.01));
    assertThat(squares / n - mean * mean).isCloseTo(1, within(0.02));
  }

  @Test
  void equalRowsAreDrawnIndependently() {
    PoissonWeights draws = new PoissonWeights(3, 100);
    long differing =
        IntStream.range(0, draws.replicates())
            .filter(
                r -> draws.of(r, PoissonWeights.key(9, 0)) != draws.of(r, PoissonWeights.key(9, 1)))
            .count();
    assertThat(differing).isBetween(50L, 90L);
  }

  /** 95% intervals of 300 tables hold what is true 95 times of 100, give or take chance. */
  @Test
  void intervalsHoldTheTruthAsOftenAsTheySay() {
    int tables = 300;
    int rows = 300;
    SummedFigure figure = new SummedFigure(Measure.ACCURACY, 2, 0);
    Random random = new Random(11);
    int held = 0;
    for (int t = 0; t < tables; t++) {
      List<Judged> judged = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        double hard = random.nextDouble();
        judged.add(
            new Judged(
                1, hard < 0.7 ? 1 : 0, hard + 0.1 * random.nextGaussian() < 0.7 ? 1 : 0, 0.5, 1));
      }
      double[] found = sums(figure, judged, t * rows, new PoissonWeights(t, 400)).improvements();
      double truth = 0;
      if (Comparing.quantile(found, 0.025) <= truth && truth <= Comparing.quantile(found, 0.975)) {
        held++;
      }
    }
    assertThat(held / (double) tables).isBetween(0.90, 0.99);
  }
}
