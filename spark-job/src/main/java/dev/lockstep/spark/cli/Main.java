package dev.lockstep.spark.cli;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The program that spark-submit runs. */
@Command(
    name = "lockstep",
    description =
        "Trains feed-forward neural networks on Apache Spark by synchronous data-parallel mini-batch gradient descent.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      InitCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      GenerateCommand.class,
      ConvertIdxCommand.class,
      ValidateCommand.class,
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

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command line; gives the exit code. */
  static int run(String... args) {
    Main main = new Main();
    CommandLine commands = new CommandLine(main);
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    try (Interruption interruption = new Interruption()) {
      commands.setExecutionExceptionHandler(
          (failure, command, parsed) ->
              interruption.requested()
                  ? Failure.reportInterruption(failure, command.getErr())
                  : Failure.report(failure, command.getErr(), main.stacktrace));
      return commands.execute(args);
    }
  }

  /** The version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"lockstep " + number()};
    }

    static String number() {
      return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
          .orElse("unpackaged");
    }
  }
}
