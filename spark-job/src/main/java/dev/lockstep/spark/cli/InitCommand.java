package dev.lockstep.spark.cli;

import dev.lockstep.spark.cli.option.FormatOptions;
import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.key.DataKeys;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.OutputException;
import dev.lockstep.spark.output.Reason;
import dev.lockstep.spark.table.statistics.TableProfile;
import dev.lockstep.spark.table.statistics.TableProfiler;
import dev.lockstep.spark.words.Counted;
import dev.lockstep.spark.words.ShellWord;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a configuration for a table. */
@Command(
    name = "init",
    description = {
      "Look at TABLE, and write a configuration that predicts a column of it from the others.",
      "It says why each key is as it is, and train takes it as it stands."
    },
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<String> {
  private static final Logger LOG = LoggerFactory.getLogger(InitCommand.class);

  /** As training.seed is in what is written. */
  private static final long SEED = StarterConfig.SEED;

  @Parameters(
      arity = "1..*",
      paramLabel = "TABLE",
      description = "The table: one or more paths that Spark can read.")
  private List<String> paths = List.of();

  @Option(names = "--label", required = true, description = "The column to predict.")
  private String label = "";

  @Mixin private FormatOptions format = new FormatOptions();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The configuration to write. Default: the table's name with .yaml.")
  private @Nullable Path output;

  @Option(names = "--overwrite", description = "Replace FILE if it exists.")
  private boolean overwrite;

  @Override
  public String call() throws IOException {
    DataConfig defaults = DataKeys.config(format.format(), paths, label);
    Path file = output == null ? Path.of(nameOf(paths.get(0)) + ".yaml") : output;
    checkPlace(file);
    try (SparkSession spark = Sessions.start("init", file.toString())) {
      new Inputs()
          .add("TABLE", paths)
          .checkFile("--output", file, spark.sparkContext().hadoopConfiguration());
      TableProfile profile = new TableProfiler(spark, defaults, SEED).profile();
      profile.warnings().forEach(LOG::warn);
      String train = command(spark.sparkContext().master(), file);
      write(file, StarterConfig.of(profile, train, "runs/" + nameOf(file.toString())));
      System.out.print(summary(profile, file, train));
    }
    return "wrote " + file;
  }

  /** The last name in a path, without endings and what no file should be called. */
  static String nameOf(String path) {
    String last = path.replaceAll("/+$", "").replaceAll(".*/", "");
    String bare =
        last.replaceAll(
                "(?<=.)\\.(gz|bz2|zst|csv|json|jsonl|txt|parquet|orc|avro|libsvm|ya?ml)\\b", "")
            .replaceAll("[^\\p{L}\\p{N}_.-]+", "-")
            .replaceAll("^[-.]+|[-.]+$", "");
    return bare.isEmpty() ? "table" : bare;
  }

  /** Before anything is computed. */
  private void checkPlace(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || parent == null) {
      throw new OutputException("--output " + file + " is a directory; name a file");
    } else if (!Files.isDirectory(parent)) {
      throw new OutputException("--output " + file + ": there is no directory " + parent);
    } else if (Files.exists(file) && !overwrite) {
      throw exists(file);
    }
  }

  private static OutputException exists(Path file) {
    return new OutputException(
        file + " exists already; --overwrite replaces it, --output names another file");
  }

  private void write(Path file, String text) {
    try {
      if (overwrite) {
        Files.writeString(file, text);
      } else {
        Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
      }
    } catch (FileAlreadyExistsException e) {
      throw exists(file);
    } catch (IOException e) {
      throw new OutputException("--output " + file + " cannot be written: " + Reason.of(e), e);
    }
  }

  /** What trains with the file, for a shell. */
  private static String command(String master, Path file) {
    String option = master.equals("local[*]") ? "" : "--master " + ShellWord.of(master) + " ";
    return "scripts/lockstep " + option + "train " + ShellWord.of(file.toString());
  }

  private static String summary(TableProfile profile, Path file, String train) {
    return String.format(
        Locale.ROOT,
        "wrote %s: %s of %s (%s) from %s; %s, %,d to train on; %s left out%n"
            + "next: look at it, then%n  %s%n",
        file,
        profile.regression() ? "regression" : "classification",
        profile.data().columns().label().get(0),
        profile.label(),
        Counted.of(profile.features().size(), "column"),
        Counted.of(profile.size().rows(), "row"),
        profile.size().trainRows(),
        Counted.of(profile.excluded().size(), "column"),
        train);
  }
}
