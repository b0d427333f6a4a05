package dev.lockstep.spark.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What a class logs in this process while this is open; it goes nowhere else. */
public final class LogLines implements AutoCloseable {
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final Lines lines = new Lines();
  private final String name;

  /** Keeps the messages. */
  private static final class Lines extends AbstractAppender {
    private final List<String> messages = new ArrayList<>();

    Lines() {
      super("lines", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public synchronized void append(LogEvent event) {
      messages.add(event.getMessage().getFormattedMessage());
      notifyAll();
    }

    synchronized List<String> all() {
      return List.copyOf(messages);
    }

    synchronized void await(Predicate<List<String>> isSo, Duration atMost)
        throws InterruptedException {
      Monitor.await(this, () -> isSo.test(messages), atMost, () -> "the log is " + messages);
    }
  }

  /** Of a class. */
  public LogLines(Class<?> logging) {
    name = logging.getName();
    lines.start();
    LoggerConfig own = new LoggerConfig(name, Level.INFO, false);
    own.addAppender(lines, Level.INFO, null);
    configuration().addLogger(name, own);
    context.updateLoggers();
  }

  private Configuration configuration() {
    return context.getConfiguration();
  }

  /** The messages so far, the oldest first. */
  public List<String> all() {
    return lines.all();
  }

  /** Waits until the messages are so. */
  public void await(Predicate<List<String>> isSo, Duration atMost) throws InterruptedException {
    lines.await(isSo, atMost);
  }

  @Override
  public void close() {
    configuration().removeLogger(name);
    context.updateLoggers();
  }
}
