package dev.lockstep.spark.report.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.train.Plateaus.Plateau;
import dev.lockstep.train.layers.LayerFigures;
import dev.lockstep.train.layers.LayerFigures.OutputFigures;
import dev.lockstep.train.layers.LayerFigures.TensorFigures;
import dev.lockstep.train.layers.LayerObservation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The lines of metrics.jsonl. */
final class MetricsLogTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  @Test
  void layersAreToldByTheirIndexWithWhatIsKnownOfThem() throws IOException {
    List<LayerFigures> layers =
        List.of(
            new LayerFigures(
                0,
                new Dense(2, 3),
                null,
                List.of(
                    new TensorFigures("weight", 6, 1.5, 0.25, 0.125),
                    new TensorFigures("bias", 3, 0, 0.5, 0.0625))),
            new LayerFigures(
                1, new Relu(), new OutputFigures(0.75, OptionalDouble.of(0.5), NONE), List.of()),
            new LayerFigures(
                2, new Tanh(), new OutputFigures(0.5, NONE, OptionalDouble.of(0)), List.of()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MetricsLog log = new MetricsLog(out, 10)) {
      log.onLayers(new LayerObservation(41, layers));
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"event\":\"layers\",\"step\":42,\"layers\":["
                + "{\"layer\":0,\"kind\":\"dense\","
                + "\"weight\":{\"norm\":1.5,\"gradient\":0.25,\"update\":0.125},"
                + "\"bias\":{\"norm\":0.0,\"gradient\":0.5,\"update\":0.0625}},"
                + "{\"layer\":1,\"kind\":\"relu\",\"activation\":0.75,\"dead\":0.5},"
                + "{\"layer\":2,\"kind\":\"tanh\",\"activation\":0.5,\"saturated\":0.0}]}\n");
  }

  @Test
  void aPlateauIsALine() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MetricsLog log = new MetricsLog(out, 1000)) {
      log.onPlateau(new Plateau(101, 400, 0.25));
    }
    assertThat(out)
        .hasToString("{\"event\":\"plateau\",\"from_step\":101,\"to_step\":400,\"loss\":0.25}\n");
  }

  @Test
  void aLineOfSeveralStepsTellsTheirMeanLeastAndMost() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Map<String, ?>> heard = new ArrayList<>();
    try (MetricsLog log = new MetricsLog(out, 3000, new byte[0], heard::add)) {
      for (int step = 0; step < 6; step++) {
        log.onStep(step, 0, step < 3 ? 1 + step : 1);
      }
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "{\"event\":\"step\",\"step\":3,\"epoch\":1,\"loss\":3.0,\"mean\":2.0,\"min\":1.0,\"max\":3.0}",
            "{\"event\":\"step\",\"step\":6,\"epoch\":1,\"loss\":1.0,\"mean\":1.0,\"min\":1.0,\"max\":1.0}");
    assertThat(heard)
        .extracting(line -> String.valueOf(line.get("step")))
        .containsExactly("3", "6");
  }

  @Test
  void aLineOfOneStepIsItsLoss() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MetricsLog log = new MetricsLog(out, 1999)) {
      log.onStep(0, 0, 0.5);
    }
    assertThat(out).hasToString("{\"event\":\"step\",\"step\":1,\"epoch\":1,\"loss\":0.5}\n");
  }
}
