package dev.lockstep.spark.cli.terminal;

import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.report.progress.Events;
import dev.lockstep.spark.run.Host;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.OutputStreamAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.apache.spark.util.Utils$;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Spark and all other libraries log in the driver: it goes to a file, and Lockstep's own lines
 * to standard error. Where log4j2 has been configured by the user that stands, and there is no such
 * file.
 */
public final class SparkLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SparkLog.class);

  /** Of conf/log4j2.properties. */
  private static final String CONFIGURATION = "Lockstep";

  private static final String STDERR = "stderr";
  private static final String FILE = "spark.log";
  private static final String LOCKSTEP = "dev.lockstep";

  private static volatile @Nullable String whyStopped;

  private final PrintStream stderr = System.err;
  private final PrintStream terminal;
  private final Optional<Events> events;
  private final @Nullable LogFile log;

  private SparkLog(@Nullable LogFile log, boolean json) {
    this.log = log;
    this.events = json ? Optional.of(new Events(stderr)) : Optional.empty();
    this.terminal = events.map(SparkLog::lines).orElse(stderr);
    if (log != null) {
      System.setErr(new PrintStream(new StrayLines(), true, StandardCharsets.UTF_8));
    }
  }

  private static PrintStream lines(Events events) {
    return new PrintStream(new MessageLines(events), true, StandardCharsets.UTF_8);
  }

  /** Standard error, for what Lockstep itself has to say. */
  public PrintStream terminal() {
    return terminal;
  }

  /** The same for machines, if it is they who read it: there is nothing else on it then. */
  public Optional<Events> events() {
    return events;
  }

  /** Why Spark has stopped by itself, as far as it has logged that. */
  static Optional<String> whyStopped() {
    return Optional.ofNullable(whyStopped);
  }

  /** Spark gives the application up. */
  static void stopped(String why) {
    whyStopped = why;
  }

  /**
   * Sends the lines of libraries to a file that is made when there is one.
   *
   * @param json whether machines are to read standard error
   */
  public static SparkLog open(boolean json) {
    // Spark configures log4j2 when it first logs, where nobody has: it must not come after
    // Lockstep.
    Utils$.MODULE$.initializeLogIfNecessary(false, true);
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    if (isNobodys(context.getConfiguration())) {
      context.reconfigure(packaged(context));
    }
    Configuration configuration = context.getConfiguration();
    Appender stderr = configuration.getAppender(STDERR);
    return CONFIGURATION.equals(configuration.getName()) && stderr instanceof AbstractAppender said
        ? new SparkLog(divide(context, said, json), json)
        : new SparkLog(null, json);
  }

  /** Log4j2's own, or that of Spark where there is none. */
  private static boolean isNobodys(Configuration configuration) {
    String from = configuration.getConfigurationSource().getLocation();
    return configuration instanceof DefaultConfiguration
        || (from != null && from.endsWith("/org/apache/spark/log4j2-defaults.properties"));
  }

  /** conf/log4j2.properties is in the jar, for whoever starts without conf/. */
  private static Configuration packaged(LoggerContext context) {
    try (InputStream in =
        Objects.requireNonNull(SparkLog.class.getResourceAsStream("log4j2.properties"))) {
      return new PropertiesConfigurationFactory()
          .getConfiguration(context, new ConfigurationSource(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LogFile divide(LoggerContext context, AbstractAppender stderr, boolean json) {
    Configuration configuration = context.getConfiguration();
    PatternLayout layout =
        PatternLayout.newBuilder()
            .withConfiguration(configuration)
            .withPattern("%d{yyyy-MM-dd HH:mm:ss.SSS} %-5p [%t] %c{1}: %m%n%ex")
            .build();
    LogFile file = new LogFile(FILE, stderr.getFilter(), layout);
    file.start();
    configuration.addAppender(file);
    LoggerConfig lockstep = configuration.getLoggerConfig(LOCKSTEP);
    lockstep.removeAppender(STDERR);
    lockstep.addAppender(json ? json(configuration, stderr) : stderr, null, null);
    lockstep.setAdditive(false);
    LoggerConfig root = configuration.getRootLogger();
    root.removeAppender(STDERR);
    root.addAppender(file, null, null);
    context.updateLoggers();
    return file;
  }

  /** In the place of the appender to standard error: a JSON object a line. */
  private static Appender json(Configuration configuration, AbstractAppender stderr) {
    try (InputStream in = Objects.requireNonNull(SparkLog.class.getResourceAsStream("log.json"))) {
      Appender json =
          OutputStreamAppender.newBuilder()
              .setName(STDERR)
              .setTarget(System.err)
              .setFilter(stderr.getFilter())
              .setLayout(
                  JsonTemplateLayout.newBuilder()
                      .setConfiguration(configuration)
                      .setEventTemplate(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                      .build())
              .build();
      json.start();
      return json;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file, if there is anything in it. */
  public Optional<Path> file() {
    return log == null ? Optional.empty() : log.file().filter(Files::exists);
  }

  /** Nobody will want to read it, unless it is in a run directory. */
  public void end() {
    moved(LogFile::end);
  }

  /** Standard error is what it was. */
  @Override
  public void close() {
    System.setErr(stderr);
  }

  private interface Move {
    void of(LogFile log) throws IOException;
  }

  private void moved(Move move) {
    if (log == null) {
      return;
    }
    try {
      move.of(log);
    } catch (IOException e) {
      LOG.warn("Spark's log cannot be where it belongs: {}", e.getMessage());
    }
  }

  /**
   * Keeps it in a run directory on a disk of this machine: where that goes, it goes too. If the
   * directory comes to nothing, it comes back among the temporary files.
   */
  Host.Scope stayIn(RunDirectory run) {
    Optional<Path> there = run.folder().onDisk(FILE);
    there.ifPresent(path -> moved(file -> file.moveTo(path)));
    return () -> {
      if (run.isOver()) {
        run.folder().onDisk(FILE).ifPresent(path -> moved(file -> file.movedTo(path)));
      } else if (there.isPresent()) {
        moved(file -> file.moveTo(null));
      }
    };
  }

  /** Puts a copy into a run's folder, unless it lies there itself. */
  void copyTo(RunFolder folder) {
    Optional<Path> lies = file();
    if (lies.isEmpty() || folder.onDisk(FILE).equals(lies)) {
      return;
    }
    moved(file -> folder.put(FILE, Files.readAllBytes(lies.get())));
  }
}
