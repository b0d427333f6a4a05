package dev.lockstep.spark.cli.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of log lines that comes into being with the first of them, among the temporary files
 * unless it has a place by then, and may be moved while it is written. A line that cannot be
 * written ends the file, is told once, and harms nothing else.
 */
final class LogFile extends AbstractAppender {
  private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);

  private @Nullable Path place;
  private @Nullable Path file;
  private @Nullable OutputStream out;
  private boolean ended;

  /** Of the lines that the filter does not deny. */
  LogFile(String name, @Nullable Filter filter, PatternLayout layout) {
    super(name, filter, layout, true, Property.EMPTY_ARRAY);
  }

  @Override
  public void append(LogEvent event) {
    if (event.getLevel().equals(Level.ERROR)
        && event.getLoggerName().endsWith("SchedulerBackend")) {
      SparkLog.stopped(event.getMessage().getFormattedMessage());
    }
    try {
      write(getLayout().toByteArray(event));
    } catch (IOException e) {
      // The line is lost, and so are those after it.
      LOG.warn("Spark's log cannot be written any more: {}", describe(e));
    }
  }

  private synchronized void write(byte[] line) throws IOException {
    if (ended) {
      return;
    }
    try {
      OutputStream to = out == null ? open(place == null ? temporary() : place) : out;
      to.write(line);
    } catch (IOException e) {
      ended = true;
      throw e;
    }
  }

  private static Path temporary() throws IOException {
    return Files.createTempFile("lockstep-spark-", ".log");
  }

  private OutputStream open(Path at) throws IOException {
    OutputStream opened =
        Files.newOutputStream(at, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    file = at;
    out = opened;
    return opened;
  }

  private String describe(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("/")
        ? message
        : file().map(Path::toString).orElse(System.getProperty("java.io.tmpdir")) + ": " + message;
  }

  /** The file, if any line has been written. */
  synchronized Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /** Goes on at another place, or among the temporary files, with all that has been written. */
  synchronized void moveTo(@Nullable Path other) throws IOException {
    Path old = file;
    if (old != null) {
      Path fresh = other == null ? temporary() : other;
      Files.copy(old, fresh, StandardCopyOption.REPLACE_EXISTING);
      goOnIn(fresh);
      Files.delete(old);
    }
    place = other;
  }

  /** The file has been renamed, or copied; goes on there. */
  synchronized void movedTo(Path other) throws IOException {
    if (file != null) {
      goOnIn(other);
    }
    place = other;
  }

  private void goOnIn(Path other) throws IOException {
    closeStream();
    open(other);
  }

  /** Writes no more; the file stays if it has a place. */
  synchronized void end() throws IOException {
    ended = true;
    closeStream();
    if (place == null && file != null) {
      Files.deleteIfExists(file);
      file = null;
    }
  }

  private void closeStream() throws IOException {
    OutputStream open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }
}
