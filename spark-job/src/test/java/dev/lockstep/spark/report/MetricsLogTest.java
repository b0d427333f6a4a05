package dev.lockstep.spark.report;

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
import java.util.List;
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
}
