package dev.lockstep.spark.table.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.feature.value.TextShape;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.unsafe.types.UTF8String;

/** What the core reads without Spark is what Spark reads. */
class SparkAlikeTest {
  @Provide
  Arbitrary<String> moments() {
    Arbitrary<String> part =
        Arbitraries.of(
            "2024",
            "1999",
            "0000",
            "2",
            "02",
            "12",
            "13",
            "29",
            "30",
            "31",
            "0",
            "23",
            "59",
            "60",
            "-",
            ":",
            " ",
            "T",
            ".",
            "5",
            "123456789",
            "Z",
            "UTC",
            "+1:00",
            "-01:30",
            "+01:3",
            "+0130",
            "Europe/Berlin",
            " PST",
            "x",
            "\u0000",
            "\n");
    Arbitrary<String> any =
        part.list().ofMinSize(0).ofMaxSize(6).map(parts -> String.join("", parts));
    Arbitrary<String> date = Arbitraries.of("2024-02-29", "2023-2-29", "2023-3-26", "1583-10-5 ");
    Arbitrary<String> time =
        Arbitraries.of(
            "", " ", "T", " 2", " 02:30", "T23:59:60", "T2:3:4", " 12:00:00.", "T02:30:00.25");
    return date.flatMap(day -> time.flatMap(hour -> any.map(rest -> day + hour + rest)));
  }

  @Property(tries = 5000)
  void aTextIsTheMomentThatSparkCastsItTo(@ForAll("moments") String text) {
    String bare = text.strip();
    scala.Option<Object> micros =
        DateTimeUtils.stringToTimestamp(UTF8String.fromString(bare), ZoneOffset.UTC);
    boolean shaped = bare.matches("\\d{4}-\\d{1,2}-\\d{1,2}([ T].*)?");
    Optional<LocalDateTime> expected =
        micros.isEmpty() || !shaped
            ? Optional.empty()
            : Optional.of(DateTimeUtils.microsToLocalDateTime((Long) micros.get()));
    // A table's dates are read to the hour.
    assertThat(TextShape.moment(text).map(moment -> moment.withNano(0)))
        .as(text)
        .isEqualTo(expected.map(moment -> moment.withNano(0)));
  }

  @Property
  void aTextIsMissingInTheCoreWhereItIsInATable(
      @ForAll("spaced") String text, @ForAll boolean named) {
    List<String> texts = named ? List.of("?", "n/a ") : List.of();
    assertThat(new dev.lockstep.feature.value.MissingTexts(texts).contains(text))
        .isEqualTo(new MissingTexts(texts).contains(UTF8String.fromString(text)));
  }

  @Provide
  Arbitrary<String> spaced() {
    return Arbitraries.of(
            "", " ", "\t", "\n", "\u0000", "?", "n/a", "NaN", "nan", "x", "ä", "\u00a0")
        .list()
        .ofMaxSize(5)
        .map(parts -> String.join("", parts));
  }
}
