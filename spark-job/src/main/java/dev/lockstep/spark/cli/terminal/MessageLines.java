package dev.lockstep.spark.cli.terminal;

import dev.lockstep.spark.report.progress.Events;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What is said to people on standard error, line by line as events for machines. */
final class MessageLines extends OutputStream {
  private final Events events;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  MessageLines(Events events) {
    this.events = events;
  }

  @Override
  public synchronized void write(int b) {
    if (b != '\n') {
      line.write(b);
      return;
    }
    String said = line.toString(StandardCharsets.UTF_8).stripTrailing();
    line.reset();
    if (!said.isEmpty()) {
      events.tell("message", Map.of("message", said));
    }
  }
}
