package dev.lockstep.spark.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.spark.testing.LogLines;
import dev.lockstep.spark.tracking.MlflowStub.Manner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MlflowTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);

  private static MlflowRun run(String uri, Duration patience, Map<String, String> environment) {
    Map<String, String> parameters = new TreeMap<>();
    for (int i = 0; i < 130; i++) {
      parameters.put("section.key" + i, "x".repeat(i == 7 ? 700 : 3));
    }
    return new MlflowRun(
        new MlflowServer(uri, environment, patience),
        new MlflowRun.Description(
            "churn of ü",
            "night",
            1_500_000_000_000L,
            parameters,
            Map.of("mlflow.runName", "night")));
  }

  private static List<Point> points(int from, int count) {
    List<Point> points = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      points.add(new Point("step/loss", i, 1_500_000_000_000L + i, 1.0 / (1 + i)));
    }
    return points;
  }

  private static List<Long> steps(MlflowStub server) {
    return server.metrics.stream().map(metric -> metric.get("step").asLong()).toList();
  }

  private static List<Long> numbers(int count) {
    return points(0, count).stream().map(Point::steps).toList();
  }

  @Test
  void aRunArrivesWithAllThatIsToldOfIt() throws IOException {
    try (MlflowStub server = new MlflowStub(0)) {
      MlflowRun run = run(server.uri() + "/", PATIENCE, Map.of());
      run.write(points(0, 2500));
      run.write(List.of(new Point("dev/loss", 7, 0, Double.NaN), new Point("dev/f1", 7, 5, 0.5)));
      run.end(RunEnd.FINISHED);
      assertThat(server.violations).isEmpty();
      assertThat(server.experiments).containsExactly("churn of ü");
      assertThat(server.created).hasSize(1);
      assertThat(server.created.get(0).toString())
          .isEqualTo(
              "{\"experiment_id\":\"0\",\"run_name\":\"night\",\"start_time\":1500000000000,"
                  + "\"tags\":"
                  + server.created.get(0).get("tags")
                  + "}");
      assertThat(server.parameters).hasSize(130).containsEntry("section.key7", "x".repeat(500));
      assertThat(server.metrics).hasSize(2501);
      assertThat(steps(server).subList(0, 2500)).isEqualTo(numbers(2500));
      assertThat(server.metrics.get(2500).toString())
          .isEqualTo("{\"key\":\"dev/f1\",\"value\":0.5,\"timestamp\":5,\"step\":7}");
      assertThat(server.updates).hasSize(1);
      JsonNode end = server.updates.get(0);
      assertThat(end.get("status").asText()).isEqualTo("FINISHED");
      assertThat(end.get("run_id").asText()).isEqualTo("r1");
      assertThat(end.get("end_time").isIntegralNumber()).isTrue();
      assertThat(server.authorizations).containsOnly("null");
    }
  }

  @Test
  void anExperimentIsUsedAgainAndTheEnvironmentAuthorizes() throws IOException {
    try (MlflowStub server = new MlflowStub(0)) {
      run(server.uri(), PATIENCE, Map.of("MLFLOW_TRACKING_TOKEN", "t")).end(RunEnd.KILLED);
      run(
              server.uri(),
              PATIENCE,
              Map.of("MLFLOW_TRACKING_USERNAME", "u", "MLFLOW_TRACKING_PASSWORD", "p"))
          .end(RunEnd.FAILED);
      assertThat(server.experiments).hasSize(1);
      assertThat(server.created).hasSize(2);
      assertThat(server.updates.stream().map(each -> each.get("status").asText()))
          .containsExactly("KILLED", "FAILED");
      assertThat(server.authorizations).contains("Bearer t", "Basic dTpw");
    }
  }

  @Test
  void whatAServerMissesWhileItIsAwayItIsToldLaterWithOneWarning() throws IOException {
    try (LogLines log = new LogLines(MlflowRun.class)) {
      int port;
      MlflowRun run;
      try (MlflowStub server = new MlflowStub(0)) {
        port = server.port();
        run = run(server.uri(), PATIENCE, Map.of());
        run.write(points(0, 10));
        server.manner = Manner.FAILS;
        run.write(points(10, 10));
        assertThat(server.metrics).hasSize(10);
      }
      run.write(points(20, 10)); // Nobody listens.
      try (MlflowStub again = new MlflowStub(port)) {
        again.created.add(new ObjectMapper().createObjectNode());
        run.write(points(30, 1));
        run.end(RunEnd.FINISHED);
        assertThat(steps(again)).isEqualTo(numbers(31).subList(10, 31));
        assertThat(again.updates).hasSize(1);
      }
      assertThat(log.all()).hasSize(1);
      assertThat(log.all().get(0)).contains("http://127.0.0.1:" + port, "503");
    }
  }

  @Test
  void whatIsRefusedIsNotToldAgain() throws IOException {
    try (MlflowStub server = new MlflowStub(0)) {
      MlflowRun run = run(server.uri(), PATIENCE, Map.of());
      run.write(points(0, 1));
      server.manner = Manner.REFUSES;
      run.write(points(1, 1));
      server.manner = Manner.ANSWERS;
      run.write(points(2, 1));
      assertThat(steps(server)).containsExactly(0L, 2L);
    }
  }

  @Test
  void aServerThatHangsHoldsUpNobodyForLong() throws IOException, InterruptedException {
    try (LogLines log = new LogLines(MlflowRun.class);
        MlflowStub server = new MlflowStub(0)) {
      server.manner = Manner.HANGS;
      Courier courier = new Courier(run(server.uri(), Duration.ofSeconds(3), Map.of()), PATIENCE);
      points(0, 100).forEach(courier::bring);
      assertThat(server.asked.await(20, TimeUnit.SECONDS)).isTrue();
      courier.end(RunEnd.FINISHED);
      assertThat(log.all()).hasSize(1);
      assertThat(log.all().get(0)).contains("timed out");
    }
  }

  @Test
  void itsEndIsNotAwaitedForever() throws IOException {
    try (LogLines log = new LogLines(Courier.class);
        MlflowStub server = new MlflowStub(0)) {
      server.manner = Manner.HANGS;
      Courier courier = new Courier(run(server.uri(), Duration.ofHours(1), Map.of()), SHORT);
      points(0, 1).forEach(courier::bring);
      courier.end(RunEnd.FINISHED);
      assertThat(log.all()).hasSize(1);
      assertThat(log.all().get(0)).contains("its end was not told within 300 ms");
    }
  }
}
