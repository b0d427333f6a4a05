package dev.lockstep.spark.failure;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class PlainTextTest {
  @Test
  void plainTextStaysAsItIs() {
    String text = "executor 7 on host-1.example: größe 30 °C, 価格 'x' \\ 😀";
    assertThat(PlainText.of(text)).isEqualTo(text);
  }

  @Test
  void whatBreaksLinesChangesColoursOrReversesTextIsTold() {
    assertThat(PlainText.of("a\r\nb\u001b[31mc\u2028d\u202ee"))
        .isEqualTo("a\\u000d\\u000ab\\u001b[31mc\\u2028d\\u202ee");
  }

  @Test
  void theEndOfALongTextIsCutOff() {
    assertThat(PlainText.of("x".repeat(1_000_000)))
        .startsWith("xxx")
        .endsWith("x... and 999000 more characters");
  }

  @Test
  void linesThatAreMeantAsSuchStay() {
    assertThat(PlainText.lines("one\ntwo\r\u001b")).isEqualTo("one\ntwo\\u000d\\u001b");
  }

  @Property
  void anyTextIsOneLineWithoutControlCharacters(@ForAll String text) {
    String plain = PlainText.of(text);
    assertThat(plain.lines().count()).isLessThanOrEqualTo(1);
    assertThat(plain.chars().filter(Character::isISOControl)).isEmpty();
    assertThat(plain.length()).isLessThan(11_000);
  }
}
