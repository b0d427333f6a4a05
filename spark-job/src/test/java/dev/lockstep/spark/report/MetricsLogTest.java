package dev.lockstep.spark.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.train.Plateaus.Plateau;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MetricsLogTest {
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
