package dev.lockstep.spark.report.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells machines what happens: a line of JSON for each event, with its time (UTC) and its kind. */
public final class Events {
  private final PrintStream out;
  private final ObjectMapper json = new ObjectMapper();

  /** Onto a stream. */
  public Events(PrintStream out) {
    this.out = out;
  }

  /**
   * Tells of an event.
   *
   * @param event its kind
   * @param fields what there is to say, in that order
   */
  public void tell(String event, Map<String, ?> fields) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("ts", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    line.put("event", event);
    line.putAll(fields);
    byte[] bytes = bytes(line);
    // At once: lines of other threads must not come between.
    out.write(bytes, 0, bytes.length);
    out.flush();
  }

  private byte[] bytes(Map<String, Object> line) {
    try {
      return (json.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
