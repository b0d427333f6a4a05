package dev.lockstep.spark.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The page of a run as a file. */
final class RunPageTest {
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>");

  private static String html(Map<String, ?> report, RunHistory history) {
    return new String(new RunPage(report, history).html(), StandardCharsets.UTF_8);
  }

  private static JsonNode data(String html) throws IOException {
    Matcher found = DATA.matcher(html);
    assertThat(found.find()).isTrue();
    return new ObjectMapper().readTree(found.group(1));
  }

  private static Map<String, Object> named(String path) {
    return Map.of("config", Map.of("output", Map.of("path", path)));
  }

  @Test
  void noNameBecomesAPartOfThePage() throws IOException {
    String evil = "</script><script>alert(1)</script><!-- {{data}}";
    Map<String, Object> report = new LinkedHashMap<>(named("runs/a<b&\"c"));
    report.put("warnings", List.of(evil));
    String html = html(report, new RunHistory());
    assertThat(html).doesNotContain("alert(1)</script>", "<b&\"c").contains("a&lt;b&amp;&quot;c");
    assertThat(data(html).path("report").path("warnings").path(0).asText()).isEqualTo(evil);
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    String html = html(named("run"), new RunHistory());
    assertThat(html)
        .contains("Content-Security-Policy\" content=\"default-src 'none'")
        .doesNotContainPattern("(src|href)=\"?(https?:)?//")
        .doesNotContainPattern("@import|url\\((?!data:)")
        .doesNotContain("{{");
  }

  @Test
  void onlyARunThatGoesOnLoadsItselfAgain() {
    assertThat(html(Map.of("status", "running"), new RunHistory()))
        .contains("<meta http-equiv=\"refresh\" content=\"10\">");
    assertThat(html(Map.of("status", "finished"), new RunHistory())).doesNotContain("refresh\"");
  }

  @Test
  void aReportOfAnythingElseIsAPageAllTheSame() throws IOException {
    Map<String, Object> odd = Map.of("metrics", List.of(1, "x"), "config", "none", "data", 7);
    assertThat(data(html(odd, new RunHistory())).path("report").path("data").asInt()).isEqualTo(7);
  }

  /** 50 epochs of 1,000,000 steps in all, three splits, 200 classes, 20 layers. */
  @Test
  void aLongRunOfManyClassesIsSmallAndSoonDrawn() {
    RunHistory history = longRun();
    Map<String, Object> report = new LinkedHashMap<>(named("run"));
    Map<String, Object> figures = figures(200);
    report.put("metrics", Map.of("train", figures, "dev", figures, "test", figures));
    report.put("warnings", Collections.nCopies(1000, "w".repeat(100)));
    byte[] first = new RunPage(report, history).html(); // Classes are loaded by then.
    long start = System.nanoTime();
    byte[] html = new RunPage(report, history).html();
    assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
    assertThat(html.length).isLessThan(1_000_000);
    assertThat(first.length).isEqualTo(html.length);
  }

  private static RunHistory longRun() {
    RunHistory history = new RunHistory();
    Random random = new Random(1);
    for (long step = 1; step <= 1_000_000; step++) {
      history.add(Map.of("event", "step", "step", step, "loss", random.nextDouble()));
      if (step % 2000 == 0) {
        history.add(layers(step, random));
      }
      if (step % 20_000 == 0) {
        history.add(Map.of("event", "epoch", "epoch", step / 20_000, "step", step, "loss", 0.5));
        Map<String, Object> line = new LinkedHashMap<>(figures(10));
        line.putAll(Map.of("event", "evaluation", "split", "dev", "step", step));
        history.add(line);
      }
    }
    return history;
  }

  private static Map<String, Object> layers(long step, Random random) {
    List<Object> layers = new ArrayList<>();
    for (int layer = 0; layer < 20; layer++) {
      Map<String, Double> norms = new LinkedHashMap<>();
      for (String name : List.of("norm", "gradient", "update")) {
        norms.put(name, random.nextDouble());
      }
      layers.add(Map.of("layer", layer, "kind", "dense", "weight", norms, "bias", norms));
    }
    return Map.of("event", "layers", "step", step, "layers", layers);
  }

  private static Map<String, Object> figures(int classes) {
    List<String> names = IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
    Random random = new Random(2);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("accuracy", 0.5);
    figures.put(
        "confusion",
        Map.of(
            "classes",
            names,
            "weights",
            names.stream().map(row -> random.doubles(classes).toArray()).toList()));
    figures.put(
        "by_class",
        names.stream().map(name -> Map.of("class", name, "f1", random.nextDouble())).toList());
    return figures;
  }

  @Test
  void ofManyClassesTheMostMistakenPairsAreTold() throws IOException {
    Map<String, Object> report = Map.of("metrics", Map.of("dev", figures(40)));
    JsonNode dev = data(html(report, new RunHistory())).path("report").path("metrics").path("dev");
    assertThat(dev.has("confusion")).isFalse();
    assertThat(dev.path("classes").asInt()).isEqualTo(40);
    List<Double> weights =
        IntStream.range(0, 30)
            .mapToObj(i -> -dev.path("mistaken").path(i).path("weight").asDouble())
            .toList();
    assertThat(weights).isSorted().allMatch(weight -> weight < -0.9);
  }
}
