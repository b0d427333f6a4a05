package dev.lockstep.spark.cli;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasKernel;
import dev.lockstep.metric.Measure;
import dev.lockstep.spark.cli.option.EmptyArguments;
import dev.lockstep.spark.cli.option.NamedValues;
import dev.lockstep.spark.cli.terminal.Failure;
import dev.lockstep.spark.cli.terminal.Interruption;
import dev.lockstep.spark.cli.terminal.LastLine;
import dev.lockstep.spark.cli.terminal.SparkLog;
import dev.lockstep.spark.cli.terminal.Terminal;
import dev.lockstep.spark.cli.terminal.Uncaught;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.report.progress.Events;
import dev.lockstep.spark.run.facts.Version;
import dev.lockstep.spark.table.source.PlaneTable;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

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
      SearchCommand.class,
      EvaluateCommand.class,
      DiagnoseCommand.class,
      CompareCommand.class,
      PageCommand.class,
      PredictCommand.class,
      ExportCommand.class,
      GenerateCommand.class,
      ConvertIdxCommand.class,
      ValidateCommand.class,
      CheckGradientsCommand.class,
      ReproduceCommand.class,
      ModelsCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 failed while running, 2 bad usage or configuration, 3 bad data,",
      "4 another run writes the same output, 10 done, but the model is not promoted,",
      "130 or 143 interrupted. The last line on standard error says what came of a command.",
      "spark-submit's options go before the command:",
      "  scripts/lockstep --master 'local[2]' train conf/quickstart.yaml --set training.epochs=3"
    })
public final class Main {
  private static final String JSON_LOG = "--json-log";

  @Option(names = "--stacktrace", description = "On failure, print the whole stack trace too.")
  boolean stacktrace;

  /** Whether it is there is known before anything is parsed. */
  @Option(
      names = JSON_LOG,
      description =
          "Standard error for machines: a JSON object a line, with ts, event and what it tells.")
  boolean jsonLog;

  final SparkLog log;
  private final Terminal terminal;
  private final LastLine last;

  private Main(SparkLog log, Interruption interruption, String... args) {
    this.log = log;
    this.terminal = new Terminal(log, interruption, List.of(args));
    this.last = new LastLine(log.terminal(), log.events());
  }

  /** What starts runs. */
  Terminal terminal() {
    return terminal;
  }

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command line; gives the exit code. */
  @SuppressWarnings("try") // What it does it does by itself.
  static int run(String... args) {
    try (SparkLog log = SparkLog.open(List.of(args).contains(JSON_LOG));
        Interruption interruption = new Interruption(log.terminal());
        Uncaught uncaught = new Uncaught(log.terminal())) {
      Main main = new Main(log, interruption, args);
      CommandLine commands = main.commands(interruption);
      int code = main.execute(commands, args, interruption);
      if (code == 0 || interruption.requested()) {
        log.end();
      }
      main.last.print(code, interruption.requested());
      return code;
    }
  }

  private CommandLine commands(Interruption interruption) {
    CommandLine commands = new CommandLine(this);
    commands.setErr(new PrintWriter(log.terminal(), true, Charset.defaultCharset()));
    register(commands, Measure.class);
    register(commands, BlasBackend.class);
    register(commands, BlasKernel.class);
    register(commands, Malformed.class);
    register(commands, PlaneTable.Kind.class);
    register(commands, ExportCommand.Format.class);
    commands.setExecutionStrategy(this::carryOut);
    commands.setExecutionExceptionHandler(
        (failure, command, parsed) -> report(thrown(failure), command.getErr(), interruption));
    IParameterExceptionHandler usage = commands.getParameterExceptionHandler();
    commands.setParameterExceptionHandler((wrong, args) -> refuse(wrong, args, usage));
    return commands;
  }

  private static <E extends Enum<E>> void register(CommandLine commands, Class<E> type) {
    commands.registerConverter(type, new NamedValues<>(type));
  }

  /** Picocli wraps the errors of commands that are methods. */
  private static Throwable thrown(Exception failure) {
    Throwable cause = failure.getCause();
    return failure instanceof ExecutionException && cause != null ? cause : failure;
  }

  private int carryOut(ParseResult parsed) {
    last.of(parsed);
    EmptyArguments.refuse(parsed);
    int code = new CommandLine.RunLast().execute(parsed);
    List<CommandLine> all = parsed.asCommandLineList();
    last.done(all.get(all.size() - 1).getExecutionResult());
    return code;
  }

  /** Picocli tells people how it is used. */
  private int refuse(ParameterException found, String[] args, IParameterExceptionHandler usage)
      throws Exception {
    ParameterException wrong = named(found);
    String message = String.valueOf(wrong.getMessage());
    last.failed(wrong.getCommandLine().getCommandSpec().qualifiedName(), message);
    if (log.events().isEmpty()) {
      return usage.handleParseException(wrong, args);
    }
    tell(log.events().get(), Failure.USAGE, message);
    return Failure.USAGE;
  }

  /** What is no command is an argument that nothing takes, to picocli. */
  private static ParameterException named(ParameterException wrong) {
    if (!(wrong instanceof UnmatchedArgumentException unmatched)
        || wrong.getCommandLine().getParent() != null
        || unmatched.isUnknownOption()) {
      return wrong;
    }
    List<String> meant = unmatched.getSuggestions();
    return new ParameterException(
        wrong.getCommandLine(),
        String.format(
            Locale.ROOT,
            "unknown command %s; %s",
            unmatched.getUnmatched().get(0),
            meant.isEmpty()
                ? "lockstep help lists all"
                : "did you mean " + String.join(" or ", meant) + "?"));
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
    List<String> lines = Failure.lines(failure);
    last.failed(lines.get(0));
    int code = Failure.exitCodeOf(failure);
    if (log.events().isPresent()) {
      tell(log.events().get(), code, String.join("\n", lines));
    } else {
      Failure.report(failure, err);
    }
    if (stacktrace) {
      failure.printStackTrace(err);
    }
    log.file().ifPresent(file -> err.println("Spark's log: " + file));
    err.flush();
    return code;
  }

  private static void tell(Events events, int code, String message) {
    events.tell("error", Map.of("exit_code", code, "message", message));
  }

  /** The version of the jar. */
  static final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"lockstep " + Version.number()};
    }
  }
}
