package dev.lockstep.spark.table.source;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputAgeTest {
  private static final Instant WRITTEN = Instant.parse("2026-01-01T04:00:00Z");

  @TempDir Path directory;

  private Table table() throws IOException {
    for (String name : List.of("older", "newest")) {
      Path file = Files.writeString(directory.resolve(name + ".csv"), "x,y\n1,2\n");
      Duration before = name.equals("older") ? Duration.ofDays(9) : Duration.ZERO;
      Files.setLastModifiedTime(file, FileTime.from(WRITTEN.minus(before)));
    }
    return new Tables(TestSpark.session())
        .open(new Format("csv", Map.of("header", "true")), List.of(directory.toString()));
  }

  @Test
  void aTableIsAsOldAsItsNewestFile() throws IOException {
    Table table = table();
    Duration most = Duration.ofHours(36);
    assertThatCode(() -> InputAge.check(table, most, WRITTEN.plus(most)))
        .doesNotThrowAnyException();
    assertThatCode(() -> InputAge.check(table, most, WRITTEN.minusSeconds(1)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> InputAge.check(table, most, WRITTEN.plus(most).plusMillis(1)))
        .isInstanceOf(BadDataException.class)
        .hasMessage(
            "stale input: file:%s/newest.csv, the newest file of %s, is 1 d 12 h old, written at %s; data.max_age allows 1 d 12 h: write"
                    .formatted(directory, directory, WRITTEN)
                + " the table anew, or raise data.max_age");
  }

  @Test
  void aTableWithoutFilesHasNoAge() {
    Table table = Table.of(TestSpark.table("x, y", "(1, 2)"));
    assertThatThrownBy(() -> InputAge.check(table, Duration.ofDays(2), WRITTEN))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("data.max_age: the dataset does not consist of files");
  }
}
