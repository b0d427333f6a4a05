package dev.lockstep.spark.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.spark.page.Chromium.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pages as a browser shows them. Without Chromium and chromedriver there is nothing to look at,
 * which is an error where {@code -Dpages.required=true}; {@code -Dpages.pictures=DIRECTORY} keeps
 * what was seen.
 */
final class PageInChromiumTest {
  @TempDir private static Path directory;
  private static @Nullable Chromium chromium;

  private interface Example {
    byte[] html() throws IOException;
  }

  private static final Map<String, Example> EXAMPLES =
      Map.of(
          "two-classes", () -> ExampleRuns.twoClasses().html(),
          "ten-classes", () -> ExampleRuns.tenClasses().html(),
          "regression", () -> ExampleRuns.regression().html(),
          "failed", () -> ExampleRuns.failed().html(),
          "running", () -> ExampleRuns.running().html(),
          "begun", () -> ExampleRuns.begun().html(),
          "search", () -> ExampleSearch.page().html(),
          "searching", () -> ExampleSearch.running().html(),
          "compared", () -> ExampleRuns.compared().html());

  @BeforeAll
  static void start() throws IOException {
    Optional<Installation> installed = Installation.find();
    if (installed.isEmpty() && Boolean.getBoolean("pages.required")) {
      throw new AssertionError("chromium and chromedriver are not installed, but pages.required");
    }
    assumeTrue(installed.isPresent(), "chromium and chromedriver are not installed");
    chromium = Chromium.start(installed.get(), Files.createDirectory(directory.resolve("profile")));
  }

  @AfterAll
  static void stop() throws IOException {
    if (chromium != null) {
      chromium.close();
    }
  }

  private static Chromium chromium() {
    return Objects.requireNonNull(chromium);
  }

  private static void open(String name) throws IOException {
    byte[] html = Objects.requireNonNull(EXAMPLES.get(name)).html();
    assertThat(html.length).isLessThan(1_000_000);
    Path file = directory.resolve(name + ".html");
    Files.write(file, html);
    chromium().requests();
    chromium().open(file);
    chromium().run(tools());
    chromium().runUntilCalled("openAll().then(arguments[0])");
  }

  /** Functions in a script are the script's own, unless they are handed to the window. */
  private static String tools() throws IOException {
    try (InputStream in = PageInChromiumTest.class.getResourceAsStream("look.js")) {
      String script = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return script
          + "Object.assign(window, {openAll, drawn, tooWide, contrasts, chartContrasts, nameless});";
    }
  }

  private static void keep(String name) throws IOException {
    String pictures = System.getProperty("pages.pictures", "");
    if (!pictures.isEmpty()) {
      Files.write(
          Files.createDirectories(Path.of(pictures)).resolve(name + ".png"), chromium().picture());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "two-classes",
        "ten-classes",
        "regression",
        "failed",
        "running",
        "begun",
        "search",
        "searching"
      })
  void everyPageIsDrawnInLightDarkAndNarrowWithoutAnError(String name) throws IOException {
    for (int width : List.of(1200, 360)) {
      for (boolean dark : List.of(false, true)) {
        chromium().seen(width, dark, "screen");
        open(name);
        String look = name + (dark ? " dark " : " light ") + width;
        assertThat(chromium().console()).as(look).isEmpty();
        assertThat(chromium().requests())
            .as(look)
            .isNotEmpty()
            .allMatch(it -> it.startsWith("file:///") || it.startsWith("data:"));
        assertThat(texts(chromium().run("return tooWide()"))).as(look).isEmpty();
        assertThat(texts(chromium().run("return nameless()"))).as(look).isEmpty();
        assertReadable(look);
        assertDrawn(look);
        keep(look);
      }
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static void assertReadable(String look) {
    JsonNode found = chromium().run("return contrasts()");
    assertThat(found.path("count").asInt()).as(look).isGreaterThan(20);
    for (JsonNode text : found.path("worst")) {
      assertThat(text.path("ratio").asDouble()).as("%s: %s", look, text).isGreaterThan(4.5);
    }
    chromium()
        .run("return chartContrasts()")
        .properties()
        .forEach(
            color ->
                assertThat(color.getValue().asDouble())
                    .as("%s: %s", look, color)
                    .isGreaterThan(color.getKey().equals("quiet") ? 4.5 : 3));
  }

  /** A line of one point has its dot, of some 8 pixels across. */
  private static void assertDrawn(String look) {
    for (JsonNode chart : chromium().run("return drawn()")) {
      for (JsonNode series : chart.path("series")) {
        if (series.path("shown").asBoolean()) {
          assertThat(series.path("pixels").asInt())
              .as("%s: %s of %s", look, series.path("name"), chart.path("title"))
              .isGreaterThan(15);
        }
      }
    }
  }

  private static List<String> sections() {
    return texts(chromium().run("return [...document.querySelectorAll('section')].map(s => s.id)"));
  }

  private static List<String> charts() {
    return texts(chromium().run("return charts.map(c => c.spec.title)"));
  }

  @Test
  void aRunOfTwoClassesHasAllSections() throws IOException {
    open("two-classes");
    assertThat(sections())
        .containsExactly(
            "warnings",
            "trained",
            "loss",
            "metrics",
            "figures",
            "curves",
            "calibration",
            "importance",
            "diagnosis",
            "layers",
            "mismatch",
            "time",
            "config",
            "versions");
    assertThat(charts())
        .contains(
            "Loss of mini-batches",
            "Loss",
            "Accuracy",
            "F1",
            "ROC AUC",
            "Learning rate",
            "Receiver operating characteristic",
            "Precision and recall",
            "Reliability",
            "Gradients",
            "Updates",
            "Weights",
            "Activations",
            "Dead units");
    String text = chromium().run("return document.body.innerText").asText();
    assertThat(text).contains("Finished", "The best epoch is 9, by dev accuracy");
  }

  @Test
  void aRegressionHasResidualsAndNoClasses() throws IOException {
    open("regression");
    assertThat(sections()).contains("residuals").doesNotContain("curves", "calibration");
    assertThat(charts()).contains("Residuals", "RMSE", "MAE", "R²").doesNotContain("Accuracy");
  }

  @Test
  void whatFailedSaysWhyAndHowToGoOn() throws IOException {
    open("failed");
    assertThat(chromium().run("return document.querySelector('header').innerText").asText())
        .contains(
            "Failed", "No space left on device", "step 200", "train conf/quickstart.yaml --resume");
    assertThat(sections())
        .contains("loss", "metrics")
        .doesNotContain("figures", "curves", "diagnosis");
  }

  @Test
  void whatHasOnlyBegunSaysSo() throws IOException {
    open("begun");
    assertThat(chromium().run("return document.querySelector('header').innerText").asText())
        .contains("Running", "loads itself again", "report.html");
    assertThat(sections()).contains("trained", "config").doesNotContain("loss", "metrics");
  }

  @Test
  void aSearchHasAllSectionsAndKnowsWhatMattered() throws IOException {
    open("search");
    assertThat(sections())
        .containsExactly(
            "winner",
            "against",
            "parallel",
            "curves",
            "importance",
            "rounds",
            "trials",
            "how",
            "config");
    assertThat(charts())
        .contains(
            "learning_rate.initial",
            "network.hidden: layers",
            "optimizer.beta1",
            "Accuracy on dev");
    String important = "return document.querySelector('#importance tbody tr').innerText";
    assertThat(chromium().run(important).asText()).startsWith("learning_rate.initial");
    assertThat(chromium().run("return document.querySelectorAll('.parallel .line').length").asInt())
        .isEqualTo(72);
    assertThat(
            chromium().run("return document.querySelectorAll('#trials tbody tr').length").asInt())
        .isEqualTo(80);
  }

  @Test
  void aSearchTellsWhatItHasGainedAndOneThatGoesOnWhereItIs() throws IOException {
    String body = "return document.body.innerText";
    open("search");
    assertThat(chromium().run(body).asText())
        .contains(
            "The base configuration, as it stands, was trained beside the trials and comes to"
                + " 86.55% on dev; the winner is better by 0.45 points, 95% interval 0.20 points to"
                + " 0.70 points.");
    open("searching");
    assertThat(chromium().run(body).asText())
        .contains(
            "Round 1 of 2, rung 1 of 3, to epoch 1: 12 of 40 trials done.",
            "loads itself again every 10 seconds",
            "Base configuration");
    assertThat(sections()).contains("against", "parallel", "trials").doesNotContain("winner");
  }

  @Test
  void runsSideBySideTellWhichIsBetterAndWhatDiffers() throws IOException {
    open("compared");
    assertThat(sections())
        .containsExactly(
            "figures",
            "test",
            "loss",
            "metrics",
            "curves",
            "config",
            "data",
            "versions",
            "training");
    String text = chromium().run("return document.body.innerText").asText();
    assertThat(text)
        .contains("86.02% ★", "-0.0004 to +0.0046", "may be chance", "learning_rate.initial")
        .contains("homes and adult are not compared row by row", "No space left on device");
    String series = "return charts[0].spec.series.map(s => s.name + s.dash)";
    assertThat(texts(chromium().run(series))).containsExactly("adult", "quick6,3", "homes2,3");
  }

  /** As many as are no two of them in the same place. */
  @Test
  void everyTrialWithAFigureIsAPointAgainstEachChoice() throws IOException {
    open("search");
    String points =
        "return charts.find(c => c.spec.title === 'training.batch_size').plot.data.slice(1)"
            + ".flat().filter(v => v !== null && v !== undefined).length";
    assertThat(chromium().run(points).asInt()).isEqualTo(72);
  }

  @Test
  void theArrowKeysMoveAlongAChart() throws IOException {
    open("two-classes");
    chromium().run("charts[0].box.focus()");
    String step = "return charts[0].box.querySelector('.u-legend .u-value').textContent";
    assertThat(chromium().run(step).asText()).isEqualTo("1,200");
    chromium().press("ArrowRight");
    chromium().press("ArrowRight");
    assertThat(chromium().run(step).asText()).isEqualTo("2");
    chromium().press("End");
    assertThat(chromium().run(step).asText()).isEqualTo("1,200");
  }

  @Test
  void everyChartHasItsFiguresAsATable() throws IOException {
    open("two-classes");
    assertThat(
            chromium()
                .run(
                    "return charts.every(c => c.box.parentElement.querySelector('table td') !== null)")
                .asBoolean())
        .isTrue();
  }

  /** A dark screen is printed on white paper, as wide as the paper. */
  @Test
  void onPaperItIsLightAndNoWiderThanThat() throws IOException {
    chromium().seen(1200, true, "screen");
    open("two-classes");
    String ground = "return getComputedStyle(document.body).backgroundColor";
    String dark = chromium().run(ground).asText();
    chromium().seen(718, true, "print");
    chromium().run("dispatchEvent(new Event('beforeprint'))");
    assertThat(chromium().run(ground).asText()).isEqualTo("rgb(255, 255, 255)").isNotEqualTo(dark);
    assertThat(texts(chromium().run("return tooWide()"))).isEmpty();
    assertDrawn("paper");
    assertReadable("paper");
    keep("two-classes paper");
    chromium().run("dispatchEvent(new Event('afterprint'))");
    chromium().seen(1200, true, "screen");
    assertThat(chromium().run(ground).asText()).isEqualTo(dark);
    assertThat(chromium().command("Page.printToPDF", Map.of()).path("data").asText())
        .startsWith("JVBERi");
    assertThat(chromium().console()).isEmpty();
  }
}
