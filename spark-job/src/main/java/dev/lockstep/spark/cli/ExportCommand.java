package dev.lockstep.spark.cli;

import dev.lockstep.model.Model;
import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.failure.PlainText;
import dev.lockstep.spark.onnx.OnnxModel;
import dev.lockstep.spark.onnx.Port;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.Output;
import dev.lockstep.spark.output.OutputFile;
import dev.lockstep.spark.run.facts.Version;
import dev.lockstep.spark.run.prepare.ModelSource;
import dev.lockstep.spark.words.Counted;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a model as a file that others read. */
@Command(
    name = "export",
    description =
        "Write MODEL as one file for runtimes that know nothing of Lockstep. In the format onnx it is"
            + " a graph that takes the columns of a table as they stand, and gives what predict adds to"
            + " it: missing values, scaling, encodings, the label's units and the threshold are in the"
            + " graph.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Each feature column is an input of its name; N is the number of rows:",
      "  numbers           double [N], NaN if missing",
      "  booleans          double [N], 0 or 1, NaN if missing",
      "  categories        string [N], empty if missing",
      "  dates, times      double [N], seconds from 1970 in UTC, NaN if missing",
      "  arrays, vectors   double [N, length], NaN for a missing element",
      "A row that predict would refuse has NaN as probability, or as number.",
      "The file has been tried in ONNX Runtime 1.20 and 1.30.",
      "",
      "For example:",
      "  scripts/lockstep export runs/adult --format onnx --output adult.onnx"
    })
public final class ExportCommand implements Callable<Integer> {
  /** More inputs than these are not listed. */
  private static final int MOST_LISTED = 100;

  /** What a model can be written as. */
  public enum Format {
    ONNX;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "MODEL", description = "A run directory, or the model folder in it.")
  private String path = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "onnx",
      description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.ONNX;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "The file to write, on any file system that Hadoop knows. Default: the run directory's"
              + " name with the format's, such as adult.onnx.")
  private @Nullable String output;

  @Option(names = "--overwrite", description = "Replace FILE if it exists.")
  private boolean overwrite;

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark = Sessions.start("export", path)) {
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      String name = InitCommand.nameOf(path.replaceFirst("(?<=.)/model/*$", ""));
      String file = output == null ? name + "." + format : output;
      Model model = ModelSource.read(path, hadoop);
      Inputs inputs = new Inputs().add("MODEL", List.of(path));
      OutputFile place = OutputFile.of(Output.file("--output", file, overwrite), inputs, hadoop);
      OnnxModel exported = OnnxModel.of(model, name, Version.number());
      byte[] bytes = exported.toBytes();
      place.write(bytes);
      System.out.print(listed("input", exported.inputs()) + listed("output", exported.outputs()));
      System.out.printf(
          Locale.ROOT,
          "wrote %s: %s, %s, %s in %,d bytes; ONNX operators %d%n",
          file,
          Counted.of(exported.inputs().size(), "input"),
          Counted.of(exported.outputs().size(), "output"),
          Counted.of(model.parameters().length, "parameter"),
          bytes.length,
          OnnxModel.OPSET);
    }
    return 0;
  }

  private static String listed(String kind, List<Port> ports) {
    StringBuilder lines = new StringBuilder();
    ports.stream().limit(MOST_LISTED).forEach(port -> lines.append(line(kind, port)));
    int more = ports.size() - MOST_LISTED;
    return more > 0
        ? lines + String.format(Locale.ROOT, "%,d %ss more%n", more, kind)
        : lines.toString();
  }

  private static String line(String kind, Port port) {
    return String.format(
        Locale.ROOT,
        "%-6s  %s: %s, %s%n",
        kind,
        PlainText.of(port.name()),
        port.type(),
        PlainText.of(port.meaning()));
  }
}
