package dev.lockstep.spark.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class InWordsTest {
  @Test
  void aMessageStaysAndAClassGoes() {
    assertThat(InWords.of(new IOException("no room"))).isEqualTo("no room");
    assertThat(InWords.of(new HttpTimeoutException("request timed out")))
        .isEqualTo("request timed out");
    assertThat(InWords.of(new IOException(new ConnectException("Connection refused"))))
        .isEqualTo("Connection refused");
    assertThat(InWords.of(new ArithmeticException("/ by zero"))).isEqualTo("arithmetic: / by zero");
    assertThat(InWords.of(new NoSuchFileException("/x"))).isEqualTo("no such file: /x");
    assertThat(InWords.of(new UnknownHostException("nowhere")))
        .isEqualTo("there is no host of that name: nowhere");
  }

  @Test
  void whatHasNoMessageIsToldByItsKind() {
    assertThat(InWords.of(new ConnectException())).isEqualTo("nobody answers there");
    assertThat(InWords.of(new EOFException())).isEqualTo("it ends too soon");
    assertThat(InWords.of(new IllegalStateException())).isEqualTo("illegal state");
    assertThat(InWords.of(new RuntimeException(new ConnectException())))
        .doesNotContain("Exception")
        .isNotBlank();
  }
}
