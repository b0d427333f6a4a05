package dev.lockstep.spark.cli;

import dev.lockstep.spark.run.Version;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The program that spark-submit runs. */
@Command(
    name = "lockstep",
    description =
        "Trains feed-forward neural networks on Apache Spark by synchronous data-parallel"
            + " mini-batch gradient descent.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionLine.class,
    subcommands = {
      InitCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      DiagnoseCommand.class,
      PredictCommand.class,
      ExportCommand.class,
      GenerateCommand.class,
      ConvertIdxCommand.class,
      ValidateCommand.class,
      CheckGradientsCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 failed while running, 2 bad usage or configuration, 3 bad data.",
      "spark-submit's options go before the command:",
      "  scripts/lockstep --master 'local[2]' train conf/quickstart.yaml --set training.epochs=3"
    })
public final class Main {
  @Option(names = "--stacktrace", description = "On failure, print the whole stack trace too.")
  boolean stacktrace;

  final SparkLog log;

  private Main(SparkLog log) {
    this.log = log;
  }

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command line; gives the exit code. */
  @SuppressWarnings("try") // What it does it does by itself.
  static int run(String... args) {
    try (SparkLog log = SparkLog.open();
        Interruption interruption = new Interruption(log.terminal());
        Uncaught uncaught = new Uncaught(log.terminal())) {
      Main main = new Main(log);
      CommandLine commands = new CommandLine(main);
      commands.setErr(new PrintWriter(log.terminal(), true, Charset.defaultCharset()));
      commands.setCaseInsensitiveEnumValuesAllowed(true);
      commands.setExecutionStrategy(
          parsed -> {
            EmptyArguments.refuse(parsed);
            return new CommandLine.RunLast().execute(parsed);
          });
      commands.setExecutionExceptionHandler(
          (failure, command, parsed) -> main.report(failure, command.getErr(), interruption));
      int code = main.execute(commands, args, interruption);
      if (code == 0 || interruption.requested()) {
        log.end();
      }
      return code;
    }
  }

  /** Picocli hands over exceptions, but not errors such as those of memory that is used up. */
  private int execute(CommandLine commands, String[] args, Interruption interruption) {
    try {
      return commands.execute(args);
    } catch (Error e) {
      return report(e, commands.getErr(), interruption);
    }
  }

  private int report(Throwable failure, PrintWriter err, Interruption interruption) {
    if (interruption.requested()) {
      return Failure.reportInterruption(failure, err);
    }
    int code = Failure.report(failure, err, stacktrace);
    log.file().ifPresent(file -> err.println("Spark's log: " + file));
    err.flush();
    return code;
  }

  /** The version of the jar. */
  static final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"lockstep " + Version.number()};
    }
  }
}
