package dev.lockstep.spark.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What libraries print to standard error instead of logging it: it goes to Spark's log. */
final class StrayLines extends OutputStream {
  /** Not of Lockstep's loggers: what it says is not for the terminal. */
  private static final Logger LOG = LoggerFactory.getLogger("stderr");

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  @Override
  public synchronized void write(int b) {
    if (b != '\n') {
      line.write(b);
      return;
    }
    LOG.warn("{}", line.toString(StandardCharsets.UTF_8));
    line.reset();
  }
}
