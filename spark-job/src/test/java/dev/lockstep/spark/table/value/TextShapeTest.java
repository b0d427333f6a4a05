package dev.lockstep.spark.table.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.feature.value.TextShape;
import java.time.LocalDateTime;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextShapeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"0", "12", "-7", "+7", "0.5", ".5", "5.", "-0.25", "1e3", "1E-7", " 3 ", "-0"})
  void aDecimalNumberIsANumber(String text) {
    assertThat(TextShape.NUMBER.fits(text)).isTrue();
    assertThat(TextShape.number(text, false)).isEqualTo(Double.parseDouble(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "007",
        "00.5",
        "-01",
        "1d",
        "1f",
        "0x1p3",
        "1,5",
        "1 2",
        ".",
        "-",
        "e3",
        "1e",
        "1e+",
        "--1",
        "NaN",
        "information",
        "1_000",
        "٣",
        "a"
      })
  void aCodeOrAJavaLiteralIsNone(String text) {
    assertThat(TextShape.NUMBER.fits(text)).isFalse();
    assertThatThrownBy(() -> TextShape.number(text, false))
        .isInstanceOf(BadValueException.class)
        .hasMessage("'" + text + "', which is not a number");
  }

  @Property
  void everyDoubleIsReadAsItIsWritten(@ForAll double value) {
    String text = Double.toString(value);
    assertThat(TextShape.number(text, false)).isEqualTo(value);
    assertThat(TextShape.DOUBLE.fits(text)).isTrue();
  }

  @Property
  void everyIntegerIsReadAsItIsWritten(@ForAll long value) {
    String text = Long.toString(value);
    assertThat(TextShape.number(text, false)).isEqualTo((double) value);
    assertThat(TextShape.LONG.fits(text)).isTrue();
    assertThat(TextShape.INT.fits(text)).isEqualTo(value == (int) value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.50", "1.10", "01", "1e3", "+1", " 1", "-0", "9223372036854775808"})
  void aClassThatWouldComeBackOtherwiseIsNoIntegerOrDouble(String text) {
    assertThat(TextShape.LONG.fits(text)).isFalse();
    assertThat(TextShape.DOUBLE.fits(text)).isFalse();
  }

  @Test
  void trueAndFalseAreBooleansInAnyCaseAndFlagsInOne() {
    for (String text : List.of("true", "False", "TRUE")) {
      assertThat(TextShape.BOOLEAN.fits(text)).isTrue();
      assertThat(TextShape.FLAG.fits(text)).isEqualTo(text.equals("true"));
      assertThat(TextShape.number(text, true)).isEqualTo(text.equals("False") ? 0 : 1);
    }
    assertThat(TextShape.BOOLEAN.fits("yes")).isFalse();
  }

  @Test
  void isoDatesAndTimesAreDates() {
    assertThat(TextShape.moment("2024-02-29")).contains(LocalDateTime.parse("2024-02-29T00:00"));
    assertThat(TextShape.moment(" 2024-02-29 23:59:58 "))
        .contains(LocalDateTime.parse("2024-02-29T23:59:58"));
    assertThat(TextShape.moment("2024-02-29T01:00:00+02:00"))
        .contains(LocalDateTime.parse("2024-02-28T23:00"));
    for (String text : List.of("2024", "2024-02", "2023-02-29", "29.2.2024", "2024-02-29x", "")) {
      assertThat(TextShape.moment(text)).as(text).isEmpty();
    }
  }

  @Test
  void blankNanAndNamedTextsAreMissing() {
    MissingTexts missing = new MissingTexts(List.of("?", " n/a "));
    for (String text : List.of("", " ", "\t", "NaN", " NaN", "?", " ?", "n/a")) {
      assertThat(missing.contains(UTF8String.fromString(text))).as("'" + text + "'").isTrue();
    }
    for (String text : List.of("nan", "N/A", "0", "??", "é", "\u00a0x")) {
      assertThat(missing.contains(UTF8String.fromString(text))).as("'" + text + "'").isFalse();
    }
  }
}
