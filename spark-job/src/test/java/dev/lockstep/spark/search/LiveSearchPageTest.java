package dev.lockstep.spark.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.Output;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.search.SearchListener.RungBegin;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.spark.search.report.Found.ModeChoice;
import dev.lockstep.spark.search.report.SearchReport;
import dev.lockstep.spark.search.trial.Trial;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialResult.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveSearchPageTest {
  private static final String REFRESHING = "<meta http-equiv=\"refresh\" content=\"10\">";

  @TempDir Path directory;

  private RunDirectory claim() {
    return RunDirectory.ofSearch(
        Output.runDirectory(directory.resolve("found").toString(), false),
        new Inputs(),
        new Configuration(),
        "test");
  }

  private Path file() {
    return directory.resolve("found.incomplete/search.html");
  }

  private SearchConfig config() throws IOException {
    SearchFixture fixture = new SearchFixture(directory);
    fixture.writeConfigurations();
    return fixture.config();
  }

  private static LiveSearchPage page(RunDirectory run, SearchConfig config) {
    ModeChoice mode = new ModeChoice("panda", "why");
    return new LiveSearchPage(
        run, config, new SearchReport(Map.of("seed", 1), config, Measure.ACCURACY, mode));
  }

  private static TrialResult result(int trial, double accuracy) {
    return new TrialResult(
        trial, 0, 10, 1, Ending.MEASURED, null, accuracy, Map.of(), null, 1, 1, null);
  }

  private static List<Trial> trials(SearchConfig config) {
    return new Drawing(config, config.base()).trials(0, config.space().all());
  }

  @Test
  void whatIsMeasuredIsInThePageBeforeItsRungIsDecided() throws IOException {
    SearchConfig config = config();
    try (RunDirectory run = claim()) {
      try (LiveSearchPage page = page(run, config)) {
        page.onRound(config.space().all(), trials(config));
        page.onResult(result(0, 0.8125), true);
      }
      assertThat(Files.readString(file()))
          .contains(REFRESHING, "0.8125", "\"measured\"", "\"running\"");
    }
  }

  @Test
  void whereASearchIsAndWhyItEndedIsTold() throws IOException {
    SearchConfig config = config();
    try (RunDirectory run = claim();
        LiveSearchPage page = page(run, config)) {
      page.onRound(config.space().all(), trials(config));
      page.onBase(result(Trial.BASE, 0.6875));
      page.onRung(new RungBegin(0, 2, 0, 3, 1, 0, 5));
      page.onResult(result(1, 0.8125), true);
      page.end("failed", List.of("no disk", "while writing"), "the same again");
      assertThat(Files.readString(file()))
          .contains("0.6875", "0.8125", "no disk\\nwhile writing", "the same again", "\"failed\"")
          .doesNotContain(REFRESHING);
    }
  }
}
