package dev.lockstep.spark.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.metric.Measure;
import dev.lockstep.spark.champion.Comparison;
import dev.lockstep.spark.champion.Pair;
import dev.lockstep.spark.report.text.ComparedRuns.Figures;
import dev.lockstep.spark.report.text.ComparedRuns.Run;
import dev.lockstep.spark.report.text.ComparedRuns.TestDifference;
import dev.lockstep.train.Split;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ComparisonTableTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode report(String json) {
    try {
      return JSON.readTree(json.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static final JsonNode FIRST =
      report(
          """
          {'config': {'training': {'epochs': 10, 'seed': 1}, 'output': {'path': 'a'},
            'network': {'hidden': [64, 32]}},
           'data': {'digest': {'test': '0123456789abcdef'}, 'features': 95}, 'kernel': 'haswell',
           'steps': 1280, 'train_seconds': 9.596690646,
           'metrics': {'dev': {'loss': 0.3, 'accuracy': 0.8, 'error': 0.2}}}
          """);

  private static final JsonNode SECOND =
      report(
          """
          {'config': {'training': {'epochs': 10, 'seed': 2}, 'output': {'path': 'b'},
            'network': {'hidden': [64, 32], 'keep_prob': 0.5}},
           'data': {'digest': {'test': '0123456789abcdef'}, 'features': 95}, 'kernel': 'zen',
           'steps': 640,
           'metrics': {'dev': {'loss': 0.25, 'accuracy': 0.8, 'error': 0.2}}}
          """);

  /** Diverged before anything was measured. */
  private static final JsonNode THIRD =
      report(
          "{'config': {'training': {'epochs': 10, 'seed': 1}, 'network': {'hidden': [64, 32]}}}");

  private static ComparedRuns compared() {
    RunDifferences found = new RunDifferences(List.of(FIRST, SECOND, THIRD));
    Comparison comparison =
        new Comparison(Measure.ACCURACY, 16281, new Pair(0.85, 0.86), 0.004, 0.0162, List.of());
    return new ComparedRuns(
        List.of(
            new Run("runs/a", "finished", ""),
            new Run("runs/b", "finished", ""),
            new Run("runs/c.diverged", "diverged", "loss became NaN\nlook")),
        found.config(),
        found.data(),
        found.versions(),
        found.training(),
        found.metrics(),
        List.of(
            new TestDifference(1, 0, Optional.of(comparison), ""),
            new TestDifference(2, 0, Optional.empty(), "runs/c.diverged is not finished")));
  }

  @Test
  void runsStandSideBySideWithWhatDiffers() {
    assertThat(ComparisonTable.of(compared()))
        .isEqualTo(
            """
            run 1  runs/a
            run 2  runs/b
            run 3  runs/c.diverged: diverged, loss became NaN

            config               run 1  run 2  run 3
              training.seed      1      2      1
              network.keep_prob  -      0.5    -

            data                 run 1         run 2         run 3
              data.digest.test   0123456789ab  0123456789ab  -
              data.features      95            95            -

            versions  run 1    run 2  run 3
              kernel  haswell  zen    -

            training         run 1    run 2  run 3
              steps          1280     640    -
              train_seconds  9.59669  -      -

            metrics (* the best)  run 1     run 2     run 3
              dev loss            0.3000    0.2500 *  -
              dev accuracy        0.8000    0.8000    -

            test split, row by row
              run 2 against run 1: accuracy 0.8600, not 0.8500; better by +0.0100, 95% interval +0.0040 to +0.0162, on 16,281 rows: better
              run 3 against run 1: not compared: runs/c.diverged is not finished
            """
                .replace("data                 run", "data                run")
                .replace("digest.test   0", "digest.test  0")
                .replace("features      95 ", "features     95 "));
  }

  @Test
  void theBestIsMarkedByItsMeasureUnlessAllAreAsGood() {
    List<OptionalDouble> values =
        List.of(
            OptionalDouble.of(2),
            OptionalDouble.empty(),
            OptionalDouble.of(1),
            OptionalDouble.of(2));
    assertThat(new Figures(Split.DEV, Measure.ACCURACY, values).best()).containsExactly(0, 3);
    assertThat(new Figures(Split.DEV, Measure.LOSS, values).best()).containsExactly(2);
    List<OptionalDouble> equal = List.of(OptionalDouble.of(2), OptionalDouble.of(2));
    assertThat(new Figures(Split.DEV, Measure.LOSS, equal).best()).isEmpty();
  }

  @Test
  void jsonHasNullWhereARunHasNothing() throws JsonProcessingException {
    JsonNode json = JSON.readTree(JSON.writeValueAsString(compared().values()));
    assertThat(json.at("/config/1").toString())
        .isEqualTo("{\"name\":\"network.keep_prob\",\"values\":[null,0.5,null]}");
    assertThat(json.at("/metrics/0").toString())
        .isEqualTo(
            "{\"split\":\"dev\",\"metric\":\"loss\",\"higher_is_better\":false,"
                + "\"values\":[0.3,0.25,null],\"best\":[1]}");
    assertThat(json.at("/test/0/improvement").asDouble()).isEqualTo(0.86 - 0.85);
    assertThat(json.at("/test/1/skipped").asText()).isEqualTo("runs/c.diverged is not finished");
    assertThat(json.at("/runs/2/cause").asText()).startsWith("loss became NaN");
  }

  @Test
  void equalRunsHaveNoDifference() {
    RunDifferences same = new RunDifferences(List.of(FIRST, FIRST));
    assertThat(same.config()).isEmpty();
    assertThat(same.data()).isEmpty();
    assertThat(same.versions()).isEmpty();
  }
}
