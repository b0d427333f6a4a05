package dev.lockstep.spark.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.tracking.EventReader.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventFileTest {
  private static byte[] file(long steps, Point... points) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EventFile file = new EventFile(out, 1_500_000_000_250L, steps);
    file.write(List.of(points));
    file.end(RunEnd.FINISHED);
    return out.toByteArray();
  }

  @Test
  void aFileBeginsAsThoseOfTensorFlowDo() throws IOException {
    // The frame of 24 bytes, then field 1 as 8 bytes, field 3 as 13.
    byte[] begin = file(0);
    HexFormat hex = HexFormat.of();
    assertThat(hex.formatHex(begin, 0, 13)).isEqualTo("1800000000000000a37f4b2209");
    assertThat(hex.formatHex(begin, 21, 36))
        .isEqualTo("1a0d" + hex.formatHex("brain.Event:2".getBytes(StandardCharsets.US_ASCII)));
    assertThat(begin).hasSize(40);
  }

  @Test
  void theOtherChecksumIsThatOfTheStandard() {
    // RFC 3720, B.4, and the check value of the catalogues.
    assertThat(EventReader.crc32c(new byte[32])).isEqualTo(0x8a9136aa);
    assertThat(EventReader.crc32c("123456789".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(0xe3069283);
  }

  @Test
  void figuresComeBackFromAnotherReader() throws IOException {
    byte[] file =
        file(
            0,
            new Point("dev/accuracy", 1, 1_500_000_001_000L, 0.75),
            new Point("step/loss", 1L << 40, 1_500_000_002_000L, -1e-3),
            new Point("ü", 300, 1_500_000_003_000L, Double.POSITIVE_INFINITY));
    assertThat(EventReader.read(file))
        .containsExactly(
            new Event(1_500_000_000.25, 0, "brain.Event:2", false, "", Float.NaN),
            new Event(1_500_000_001, 1, "", false, "dev/accuracy", 0.75f),
            new Event(1_500_000_002, 1L << 40, "", false, "step/loss", -1e-3f),
            new Event(1_500_000_003, 300, "", false, "ü", Float.POSITIVE_INFINITY));
  }

  @Test
  void aRunThatGoesOnReplacesWhatWasWrittenOfLaterSteps() throws IOException {
    List<Event> events = EventReader.read(file(120));
    assertThat(events).hasSize(2);
    assertThat(events.get(1)).isEqualTo(new Event(1_500_000_000.25, 120, "", true, "", Float.NaN));
  }

  @Test
  void theReaderNoticesAFlippedBit() throws IOException {
    byte[] file = file(0);
    for (int i : new int[] {0, 8, 15, 39}) {
      byte[] broken = file.clone();
      broken[i] ^= 1;
      assertThatThrownBy(() -> EventReader.read(broken)).isInstanceOf(Throwable.class);
    }
  }
}
