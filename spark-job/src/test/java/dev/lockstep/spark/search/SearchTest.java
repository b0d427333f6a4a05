package dev.lockstep.spark.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.file.ConfigFile;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.Trained;
import dev.lockstep.spark.run.Training;
import dev.lockstep.spark.run.directory.RunFailedException;
import dev.lockstep.spark.search.trial.Panda;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialRow;
import dev.lockstep.spark.search.trial.TrialRow.Status;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
  private final SparkSession spark = TestSpark.session();
  @TempDir Path directory;
  private SearchFixture fixture = new SearchFixture(Path.of(""));

  @BeforeEach
  void writeTables() throws IOException {
    fixture = SearchFixture.in(directory, spark);
  }

  private Search search(String... options) {
    return new Search(spark, fixture.config(options), Host.NONE);
  }

  private JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(directory.resolve(name).toFile());
  }

  private String trainedAlone(String winner) {
    Trained trained =
        new Training(spark, ConfigFile.load(directory.resolve(winner), List.of()))
            .run(TrainingListener.NONE);
    return new ObjectMapper()
        .valueToTree(trained.report())
        .path("parameters")
        .path("sha256")
        .asText();
  }

  @Test
  void bothModesGiveTheTableAndTheBitsOfATrainingOfItsOwn() throws IOException {
    SearchResult many = search("mode=caviar").run(SearchListener.NONE);
    SearchResult one =
        search("mode=panda", "output.path=" + directory.resolve("panda")).run(SearchListener.NONE);
    assertThat(fixture.table("found")).isEqualTo(fixture.table("panda")).hasSizeGreaterThan(15);
    String sha256 = many.winner().result().sha256();
    assertThat(one.winner().result().sha256()).isEqualTo(sha256);
    assertThat(json("found/report.json").path("parameters").path("sha256").asText())
        .isEqualTo(sha256);
    assertThat(trainedAlone("found/winner.yaml")).isEqualTo(sha256);
    assertThat(json("found/search.json").path("winner").path("sha256").asText()).isEqualTo(sha256);
    assertThat(json("found/search.json").path("rounds")).hasSize(2);
    assertThat(Files.readString(directory.resolve("found/search.html"))).contains(sha256);
    assertThat(json("found/report.json").path("config").path("output").path("path").asText())
        .isEqualTo(found().toString());
    assertThat(directory.resolve("found/trials")).doesNotExist();
    assertThat(directory.resolve("found/model/model.safetensors")).exists();
    assertThat(many.finalModel()).isPresent();
  }

  @Test
  void theConfigurationAsItStandsIsTrainedBesideThem() throws IOException {
    SearchResult result = search("final_model=false").run(SearchListener.NONE);
    JsonNode search = json("found/search.json");
    JsonNode base = search.path("base");
    assertThat(base.path("sha256").asText()).isEqualTo(trainedAlone("base.yaml"));
    assertThat(base.path("epochs").asDouble()).isEqualTo(5);
    JsonNode margin = search.path("margin");
    double amount = margin.path("amount").asDouble();
    assertThat(amount)
        .isPositive()
        .isCloseTo(
            search.path("winner").path("objective").asDouble() - base.path("objective").asDouble(),
            within(1e-12));
    double low = margin.path("interval").path(0).asDouble();
    double high = margin.path("interval").path(1).asDouble();
    assertThat(amount).isStrictlyBetween(low, high);
    // A difference of shares of 300 rows, of which few are predicted otherwise.
    assertThat(high - low).isBetween(0.01, 4 / Math.sqrt(300));
    assertThat(result.summary().text())
        .contains("base        the base configuration as it stands comes to ")
        .containsPattern("; the best is better on dev by \\d+\\.\\d\\d points, 95% interval -?\\d");
    assertThat(result.rows()).allMatch(row -> row.trial().number() >= 0);
    assertThat(Files.readString(directory.resolve("found/search.html"))).contains("\"margin\"");
  }

  @Test
  void aWinnerThatIsTheConfigurationItselfIsToldToBeThat() throws IOException {
    String space = "space={training.average: {values: [{decay: 0}]}}";
    SearchResult result =
        search("final_model=false", space, "budget.trials=1", "budget.rounds=1")
            .run(SearchListener.NONE);
    assertThat(result.summary().text())
        .contains("the best is the base configuration as it stands, to the bit", "{\"decay\":0.0}");
  }

  @Test
  void anObjectiveThatDependsOnTheOrderHasAMarginWithoutAnInterval() throws IOException {
    SearchResult result = search("final_model=false", "objective=roc_auc").run(SearchListener.NONE);
    assertThat(json("found/search.json").path("margin").has("amount")).isTrue();
    assertThat(json("found/search.json").path("margin").has("interval")).isFalse();
    assertThat(result.summary().text()).contains(", of which no interval can be told");
  }

  @Test
  void aConfigurationThatDivergesIsToldAndTheSearchGoesOn() throws IOException {
    SearchResult result =
        search("final_model=false", "overrides.learning_rate.initial=1e+30")
            .run(SearchListener.NONE);
    assertThat(json("found/search.json").path("base").path("status").asText())
        .isEqualTo("diverged");
    assertThat(json("found/search.json").has("margin")).isFalse();
    assertThat(result.summary().text())
        .contains("base        the base configuration as it stands has no figure: ");
  }

  @Test
  void aTrialIsTheSameAlone() throws IOException {
    SearchResult result = search("final_model=false").run(SearchListener.NONE);
    assertThat(directory.resolve("found/model")).doesNotExist();
    List<TrialRow> rows = result.rows();
    for (TrialRow row : List.of(rows.get(0), rows.get(rows.size() - 1))) {
      if (row.status() != Status.PROMOTED) {
        assertThat(new TrialAgain(spark, fixture.config()).train(row.trial().number()))
            .isEqualTo(
                new TrialAgain.Verdict(
                    row.trial().number(), String.valueOf(row.result().sha256()), true));
      }
    }
    assertThatThrownBy(() -> new TrialAgain(spark, fixture.config()).train(10))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--trial: found 10;")
        .hasMessageContaining("trials from 0 to 9");
  }

  @Test
  void withoutHalvingEveryTrialComesToItsEnd() throws IOException {
    SearchResult result =
        search("halving=none", "budget.rounds=1", "final_model=false").run(SearchListener.NONE);
    assertThat(result.rows())
        .hasSize(10)
        .allMatch(row -> row.status() == Status.FINISHED && row.result().epochs() == 5);
  }

  @Test
  void trialsThatDivergeOrWouldRunOutOfMemoryAreRowsWithTheirCause() throws IOException {
    Files.writeString(
        directory.resolve("search.yaml"),
        """
        train: base.yaml
        space:
          learning_rate.initial: {values: [0.01, 1.0e+30]}
          network.hidden: {values: [[4], [40_000_000]]}
        sampler: sobol
        budget: {trials: 12}
        halving: none
        mode: caviar
        output: {path: %s/found}
        """
            .formatted(directory));
    SearchResult result = search("final_model=false").run(SearchListener.NONE);
    assertThat(result.rows()).hasSize(12);
    assertThat(result.rows())
        .extracting(TrialRow::status)
        .contains(Status.FINISHED, Status.DIVERGED, Status.FAILED);
    for (TrialRow row : result.rows()) {
      boolean large = List.of(40_000_000).equals(row.trial().parameters().get("network.hidden"));
      boolean fast =
          Double.valueOf(1e30).equals(row.trial().parameters().get("learning_rate.initial"));
      if (large) {
        assertThat(row.status()).isEqualTo(Status.FAILED);
        assertThat(row.result().cause()).startsWith("it would run out of memory: it needs ");
      } else if (fast) {
        assertThat(row.status()).isEqualTo(Status.DIVERGED);
        assertThat(row.result().cause()).contains(" at step ");
        assertThat(new TrialAgain(spark, fixture.config()).train(row.trial().number()).line())
            .endsWith(" is as in the table: it diverges");
      } else {
        assertThat(row.status()).isEqualTo(Status.FINISHED);
      }
    }
  }

  /** Cancels jobs between the first result and the second. */
  private static final class Disturbance extends SparkListener implements SearchListener {
    private final SparkContext spark;
    private final AtomicInteger results = new AtomicInteger();

    Disturbance(SparkContext spark) {
      this.spark = spark;
    }

    @Override
    public void onResult(TrialResult result, boolean isBest) {
      results.incrementAndGet();
    }

    @Override
    public void onJobStart(SparkListenerJobStart job) {
      String name = job.properties().getProperty("spark.job.description", "");
      if (results.get() == 1 && !name.equals(Panda.PROBE)) {
        spark.cancelJob(job.jobId());
      }
    }
  }

  @Test
  void aTrialWhoseClusterFailsIsARowWithItsCause() throws IOException {
    Disturbance disturbance = new Disturbance(spark.sparkContext());
    spark.sparkContext().addSparkListener(disturbance);
    SearchResult result;
    try {
      result =
          search(
                  "mode=panda",
                  "halving=none",
                  "budget.trials=3",
                  "budget.rounds=1",
                  "final_model=false",
                  "overrides.training.exchange=job")
              .run(disturbance);
    } finally {
      spark.sparkContext().removeSparkListener(disturbance);
    }
    assertThat(result.rows())
        .extracting(TrialRow::status)
        .containsExactly(Status.FINISHED, Status.FAILED, Status.FINISHED);
    assertThat(result.rows().get(1).result().cause()).contains("cancelled");
  }

  @Test
  void whoeverAloneComesToItsEndWasNotChosen() throws IOException {
    search("budget.trials=1", "budget.rounds=1", "final_model=false").run(SearchListener.NONE);
    assertThat(json("found/search.json").has("optimism")).isFalse();
  }

  @Test
  void aSearchWithoutTimeSaysHowItGoesOn() {
    assertThatThrownBy(() -> search("budget.minutes=0.00001").run(SearchListener.NONE))
        .isInstanceOf(SearchFailedException.class)
        .hasMessageContaining("no trial came to its end in budget.minutes; what they came to is in")
        .hasMessageContaining("found.incomplete, and the same command with --resume");
    assertThat(directory.resolve("found.incomplete/trials/origin.json")).exists();
  }

  @Test
  void aSearchOfWhichNoTrialEndsFailsWithTheCauses() {
    assertThatThrownBy(
            () ->
                search(
                        "space={learning_rate.initial: {values: [1.0e+30]}}",
                        "budget.trials=2",
                        "budget.rounds=1")
                    .run(SearchListener.NONE))
        .isInstanceOf(SearchFailedException.class)
        .hasMessageContaining("no trial came to its end\ntrial 0: ");
  }

  /** Ends after so many results, as a process does that is told to end. */
  private static final class Ending implements SearchListener {
    private int left;

    Ending(int results) {
      left = results;
    }

    @Override
    public void onResult(TrialResult result, boolean isBest) {
      if (--left == 0) {
        throw new CancellationException("told to end");
      }
    }
  }

  @Test
  void whatIsResumedTrainsNothingAgainAndEndsWithTheSameTable() throws IOException {
    search("output.path=" + directory.resolve("whole")).run(SearchListener.NONE);
    for (int results : List.of(2, 4, 5, 9)) {
      assertThatThrownBy(() -> search("output.path=" + found()).resumed().run(new Ending(results)))
          .isInstanceOf(RunFailedException.class)
          .hasRootCauseInstanceOf(CancellationException.class)
          .hasMessageContaining("the trials so far are kept in " + found() + ".incomplete; go on")
          .hasMessageContaining("the same run again, resumed");
      assertThat(Files.readString(directory.resolve("found.incomplete/search.html")))
          .contains("\"interrupted\"", "the same run again, resumed");
      assertThat(directory.resolve("found.incomplete/trials")).isDirectory();
    }
    List<Double> before = new ArrayList<>();
    SearchListener noting =
        new SearchListener() {
          @Override
          public void onBase(TrialResult result) {
            before.add(result.seconds());
          }

          @Override
          public void onResult(TrialResult result, boolean isBest) {
            before.add(result.seconds());
          }
        };
    List<Double> stored = seconds(directory.resolve("found.incomplete/trials"));
    search().resumed().run(noting);
    assertThat(stored).hasSizeGreaterThanOrEqualTo(9);
    assertThat(before).containsAll(stored);
    assertThat(fixture.table("found")).isEqualTo(fixture.table("whole"));
    assertThat(json("found/report.json").path("parameters"))
        .isEqualTo(json("whole/report.json").path("parameters"));
    assertThat(directory.resolve("found.incomplete")).doesNotExist();
  }

  private Path found() {
    return directory.resolve("found");
  }

  private static List<Double> seconds(Path trials) throws IOException {
    List<Double> seconds = new ArrayList<>();
    try (var files = Files.newDirectoryStream(trials, "{t,base}*.json")) {
      for (Path file : files) {
        seconds.add(
            new ObjectMapper().readTree(file.toFile()).path("result").path("seconds").asDouble());
      }
    }
    return seconds;
  }

  @Test
  void anotherSearchIsNotResumed() {
    assertThatThrownBy(() -> search().run(new Ending(3))).isInstanceOf(RunFailedException.class);
    assertThatThrownBy(
            () ->
                search("seed=2", "budget.trials=12", "overrides.network.activation=tanh")
                    .resumed()
                    .run(SearchListener.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("seed: found 2, but the search has 1")
        .hasMessageContaining("budget.trials: found 12, but the search has 10")
        .hasMessageContaining("network.activation: found tanh, but the checkpoint has relu");
    String space = "space={learning_rate.initial: {from: 0.002, to: 0.5, scale: log}}";
    assertThatThrownBy(() -> search(space).resumed().run(SearchListener.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("space.learning_rate.initial.from: found 0.002, but the search has ")
        .hasMessageContaining(": found none, but the search has ")
        .satisfies(
            e ->
                assertThat(String.valueOf(e.getMessage()).lines())
                    .allMatch(line -> line.length() < 150));
    assertThatThrownBy(() -> search().run(SearchListener.NONE))
        .hasMessageContaining("holds trials of a search that did not come to its end; go on with")
        .hasMessageContaining("search --resume");
    assertThat(directory.resolve("found.incomplete/trials/origin.json")).exists();
  }

  @Test
  void aMetricThatTheTaskLacksIsRefused() {
    assertThatThrownBy(() -> search("objective=macro_f1").run(SearchListener.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "objective: found macro_f1, which this task does not have; allowed: loss");
    assertThat(directory.resolve("found.incomplete")).doesNotExist();
  }

  @Test
  void valuesThatMakeNoConfigurationAreRefusedBeforeAnythingIsRead() {
    assertThatThrownBy(
            () ->
                search(
                        "space={optimizer.beta1: {scale: linear, from: 0.1, to: 0.9}}",
                        "overrides.optimizer.name=sgd")
                    .run(SearchListener.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("space: trial 0: optimizer.beta1: optimizer.name is sgd");
  }

  @Test
  void aProgramSearchesOnItsOwnDatasets() throws IOException {
    SearchResult files = search("final_model=false").run(SearchListener.NONE);
    SearchResult own =
        search("final_model=false", "output.path=" + directory.resolve("own"))
            .run(
                Map.of(
                    Split.TRAIN,
                    SearchFixture.rows(spark, 0, 600),
                    Split.DEV,
                    SearchFixture.rows(spark, 1000, 1300)),
                SearchListener.NONE);
    assertThat(fixture.table("own")).isEqualTo(fixture.table("found"));
    assertThat(own.winner().result().sha256()).isEqualTo(files.winner().result().sha256());
  }
}
