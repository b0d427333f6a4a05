package dev.lockstep.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.Workspace;
import dev.lockstep.score.ScoredModels.Task;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowScorerTest {
  private static List<@Nullable Object[]> rows(int count, boolean gaps, long seed) {
    Random random = new Random(seed);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(ScoredModels.row(random, gaps));
    }
    return rows;
  }

  /** What has the same text has the same bits: Float.toString tells all floats apart. */
  private static List<String> texts(List<Prediction> predictions) {
    return predictions.stream().map(Prediction::toString).toList();
  }

  @Property(tries = 40)
  void aRowHasTheSamePredictionAloneAndInAnyBatch(
      @ForAll Task task,
      @ForAll MissingValues missing,
      @ForAll @IntRange(min = 1, max = 600) int count,
      @ForAll long seed) {
    RowScorer scorer = new RowScorer(ScoredModels.model(task, missing, seed));
    List<@Nullable Object[]> rows = rows(count, missing != MissingValues.ERROR, seed);
    List<Prediction> alone = rows.stream().map(row -> scorer.score(row)).toList();
    assertThat(texts(scorer.scoreArrays(rows))).isEqualTo(texts(alone));
    int some = 1 + new Random(seed).nextInt(count);
    assertThat(texts(scorer.scoreArrays(rows.subList(count - some, count))))
        .isEqualTo(texts(alone.subList(count - some, count)));
    List<Map<String, Object>> named = rows.stream().map(ScoredModels::named).toList();
    assertThat(texts(scorer.scoreMaps(named))).isEqualTo(texts(alone));
    assertThat(scorer.score(named.get(0))).hasToString(alone.get(0).toString());
  }

  @Property(tries = 20)
  void predictionsAreThoseOfTheForwardPassOfTraining(@ForAll Task task, @ForAll long seed) {
    Model model = ScoredModels.model(task, MissingValues.IMPUTE, seed);
    RowScorer scorer = new RowScorer(model);
    RowEncoder encoder = new RowEncoder(model.features());
    Workspace workspace = new Workspace(model.network(), BlasBackend.JAVA.load(), 1).resize(1);
    float[] packed = new float[model.features().expansion().packed()];
    for (@Nullable Object[] row : rows(20, true, seed)) {
      encoder.encode(column -> row[column], packed);
      model.features().expansion().expand(packed, 0, workspace.features().data(), 0);
      Matrix outputs = new Backprop(model.network()).forward(model.parameters(), workspace);
      model.network().loss().predict(outputs);
      Prediction found = scorer.score(row);
      for (int i = 0; i < outputs.columns(); i++) {
        if (found instanceof ClassPrediction classes) {
          int place = outputs.columns() == 1 ? 1 : i;
          assertThat(classes.probability(place)).isCloseTo(outputs.get(0, i), within(1e-4f));
        } else {
          double scale = i == 0 ? 7 : 1;
          double expected = outputs.get(0, i) * scale + (i == 0 ? 100 : 0);
          assertThat(((NumberPrediction) found).value(i)).isCloseTo(expected, within(1e-3));
        }
      }
    }
  }

  @Test
  void anyNumberOfThreadsHaveTheSamePredictions() throws Exception {
    Model model = ScoredModels.model(Task.CLASSES, MissingValues.IMPUTE, 1);
    RowScorer scorer = new RowScorer(model);
    List<@Nullable Object[]> rows = rows(1000, true, 1);
    List<String> expected = texts(new RowScorer(model).scoreArrays(rows));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<List<String>>> found = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        boolean together = i % 2 == 0;
        found.add(
            threads.submit(
                () ->
                    texts(
                        together
                            ? scorer.scoreArrays(rows)
                            : rows.stream().map(row -> scorer.score(row)).toList())));
      }
      for (Future<List<String>> each : found) {
        assertThat(each.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aSavedModelScoresAsItDidBefore(@TempDir Path directory) throws Exception {
    Model model = ScoredModels.model(Task.ONE_OUTPUT, MissingValues.IMPUTE, 1);
    model.save(directory);
    RowScorer scorer = RowScorer.load(directory);
    List<@Nullable Object[]> rows = rows(50, true, 1);
    assertThat(texts(scorer.scoreArrays(rows)))
        .isEqualTo(texts(new RowScorer(model).scoreArrays(rows)));
    assertThat(scorer.columns()).startsWith("age", "income", "member");
  }

  @Test
  void ofTwoClassesTheThresholdDecides() {
    RowScorer scorer = new RowScorer(ScoredModels.model(Task.ONE_OUTPUT, MissingValues.IMPUTE, 3));
    int between = 0;
    for (Prediction each : scorer.scoreArrays(rows(500, true, 2))) {
      ClassPrediction found = (ClassPrediction) each;
      assertThat(found.label()).isEqualTo(found.probability() > 0.3 ? "yes" : "no");
      assertThat(found.probability(0)).isEqualTo(1 - found.probability());
      between += found.probability() > 0.3 && found.probability() < 0.5 ? 1 : 0;
    }
    assertThat(between).isPositive();
  }

  @Test
  void aRowThatLacksAValueIsLeftOutWhereThePolicyIsDrop() {
    RowScorer scorer = new RowScorer(ScoredModels.model(Task.CLASSES, MissingValues.DROP, 1));
    Map<String, Object> row = ScoredModels.named(ScoredModels.row(new Random(1), false));
    assertThat(scorer.score(row)).isInstanceOf(ClassPrediction.class);
    for (String column : scorer.columns()) {
      Map<String, Object> lacking = new HashMap<>(row);
      lacking.put(column, null);
      assertThat(scorer.score(lacking)).isEqualTo(Prediction.Missing.INSTANCE);
    }
  }

  @Test
  void aMomentIsReadInAnyFormInUtc() {
    RowScorer scorer = new RowScorer(ScoredModels.model(Task.NUMBERS, MissingValues.ERROR, 1));
    Map<String, Object> row = ScoredModels.named(ScoredModels.row(new Random(1), false));
    Consumer<Object> same =
        moment -> {
          row.put("since", "2024-02-29T12:30:00Z");
          String expected = scorer.score(row).toString();
          row.put("since", moment);
          assertThat(scorer.score(row)).hasToString(expected);
        };
    same.accept(LocalDateTime.parse("2024-02-29T12:30"));
    same.accept(Instant.parse("2024-02-29T12:30:00Z"));
    same.accept(Instant.parse("2024-02-29T12:30:00Z").atZone(java.time.ZoneId.of("Asia/Tokyo")));
    same.accept(java.time.OffsetDateTime.parse("2024-02-29T14:30:00+02:00"));
    same.accept("2024-2-29 13:30:00.25+1:00");
    row.put("since", LocalDate.parse("2024-02-29"));
    String date = scorer.score(row).toString();
    row.put("since", "2024-02-29");
    assertThat(scorer.score(row)).hasToString(date);
  }

  @Test
  void whatCannotBeReadIsToldByColumnAndValue() {
    RowScorer scorer = new RowScorer(ScoredModels.model(Task.NUMBERS, MissingValues.ERROR, 1));
    assertBad(scorer, "age", "1d", "the column 'age' holds '1d', which is not a number");
    assertBad(
        scorer,
        "age",
        Double.POSITIVE_INFINITY,
        "the column 'age' holds Infinity, which is not a finite float32 number");
    assertBad(
        scorer,
        "age",
        LocalDate.parse("2024-02-29"),
        "the column 'age' holds '2024-02-29', a java.time.LocalDate; allowed: a number, a boolean,"
            + " or a text that is one");
    assertBad(
        scorer,
        "age",
        "?",
        "a value is missing in the column 'age', and nothing was learnt to impute there");
    assertBad(
        scorer,
        "city",
        List.of(),
        "the column 'city' holds '[]', a java.util.ImmutableCollections$ListN; allowed: a text, a"
            + " number or a boolean");
    assertBad(
        scorer,
        "pixels",
        new float[3],
        "the column 'pixels' holds an array of 3 elements; all need 2");
    assertBad(
        scorer,
        "pixels",
        List.of(1, "2"),
        "the column 'pixels' holds '2', a java.lang.String; allowed: numbers, as elements of an"
            + " array");
    assertBad(
        scorer,
        "since",
        "2024-02-30",
        "the column 'since' holds '2024-02-30', which is not a date such as 2024-02-29 or a time"
            + " such as 2024-02-29 12:00:00");
    assertBad(
        scorer,
        "since",
        12,
        "the column 'since' holds '12', a java.lang.Integer; allowed: a date or time of java.time,"
            + " or a text that is one");
  }

  private static void assertBad(RowScorer scorer, String column, Object value, String message) {
    Map<String, Object> row = ScoredModels.named(ScoredModels.row(new Random(1), false));
    Map<String, Object> bad = new HashMap<>(row);
    bad.put(column, value);
    assertThatThrownBy(() -> scorer.score(bad))
        .isInstanceOf(BadRowException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> scorer.scoreMaps(List.of(row, bad)))
        .isInstanceOf(BadRowException.class)
        .hasMessage(message + ", in row 2");
    assertThat(scorer.scoreMaps(List.of(row))).hasSize(1);
  }

  @Test
  void aRowOfOtherColumnsIsTold() {
    RowScorer scorer = new RowScorer(ScoredModels.model(Task.NUMBERS, MissingValues.IMPUTE, 1));
    assertThatThrownBy(() -> scorer.score(Map.of("id", 1)))
        .isInstanceOf(BadRowException.class)
        .hasMessage("the row has no column 'age'; it has [id]; null stands for a missing value");
    assertThatThrownBy(() -> scorer.score(new Object[] {1}))
        .isInstanceOf(BadRowException.class)
        .hasMessage(
            "the row has 1 values; 7 are needed: [age, income, member, city, code, pixels, since]");
  }

  /** Without dates and texts of numbers, which Java itself makes objects of. */
  @Test
  void aRowAllocatesNothingButItsPrediction() {
    RowScorer scorer = new RowScorer(ScoredModels.model(Task.CLASSES, MissingValues.IMPUTE, 1));
    Object[] row = {39, 1.5, true, "Ulm", "7", new float[] {1, 2}, null};
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    int count = 20_000;
    double each = Double.POSITIVE_INFINITY;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < count; i++) {
        scorer.score(row);
      }
      each = (threads.getCurrentThreadAllocatedBytes() - before) / (double) count;
    }
    // The prediction, its probabilities, and what stands for the row where that is not removed.
    assertThat(each).isLessThan(96);
  }
}
