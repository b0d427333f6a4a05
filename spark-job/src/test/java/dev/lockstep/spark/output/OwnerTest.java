package dev.lockstep.spark.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Who is alive: by the process on this machine, by the heartbeat elsewhere. */
final class OwnerTest {
  private final Owner here = Owner.here("application");
  private final Instant now = Instant.now();
  private final Instant longAgo = now.minus(Duration.ofDays(1));

  @Test
  void aProcessThatRunsHereIsAliveHoweverOldItsHeartbeat() {
    assertThat(with(here.host(), here.pid(), here.processStarted(), longAgo).isAlive(now)).isTrue();
  }

  @Test
  void aProcessThatHasEndedIsDead() throws Exception {
    Process process = new ProcessBuilder("true").start();
    long pid = process.pid();
    process.waitFor();
    assertThat(with(here.host(), pid, now, now).isAlive(now)).isFalse();
  }

  @Test
  void anotherProcessWithTheSameNumberIsNotTheOwner() {
    assertThat(with(here.host(), here.pid(), longAgo, now).isAlive(now)).isFalse();
  }

  @Test
  void aProcessElsewhereIsAliveAsLongAsItsHeartbeatsCome() {
    Owner elsewhere = with("elsewhere", 1, longAgo, now);
    assertThat(elsewhere.isAlive(now.plus(Owner.PATIENCE).minusSeconds(1))).isTrue();
    assertThat(elsewhere.isAlive(now.plus(Owner.PATIENCE).plusSeconds(1))).isFalse();
  }

  @Test
  void aContainerOfTheSameNameIsElsewhere() {
    Owner other =
        new Owner("id", here.host(), "another boot", 1, longAgo, "application", longAgo, now);
    assertThat(other.isAlive(now)).isTrue();
    assertThat(other.isAlive(now.plus(Owner.PATIENCE).plusSeconds(60))).isFalse();
  }

  @Test
  void anOwnerIsReadAsItWasWritten() throws IOException {
    assertThat(Owner.fromJson(here.toJson())).isEqualTo(here);
    assertThatIOException().isThrownBy(() -> Owner.fromJson("{}".getBytes(StandardCharsets.UTF_8)));
    assertThatIOException().isThrownBy(() -> Owner.fromJson(new byte[0]));
  }

  private Owner with(String host, long pid, Instant processStarted, Instant heartbeat) {
    return new Owner(
        "id", host, here.machine(), pid, processStarted, "application", longAgo, heartbeat);
  }
}
