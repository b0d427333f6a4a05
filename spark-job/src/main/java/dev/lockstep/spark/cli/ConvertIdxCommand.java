package dev.lockstep.spark.cli;

import dev.lockstep.spark.cli.option.TableOutputOptions;
import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.TableDirectory;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.source.IdxFile;
import dev.lockstep.spark.words.Counted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes a table of images and labels in MNIST's format. */
@Command(
    name = "convert-idx",
    description = {
      "Make a table of IMAGES and LABELS in the IDX format of MNIST, plain or gzipped:",
      "the columns pixels, an array of numbers from 0 to 255, and label."
    },
    mixinStandardHelpOptions = true)
final class ConvertIdxCommand implements Callable<String> {
  @Parameters(
      index = "0",
      paramLabel = "IMAGES",
      description = "Such as train-images-idx3-ubyte.gz.")
  private String images = "";

  @Parameters(
      index = "1",
      paramLabel = "LABELS",
      description = "Such as train-labels-idx1-ubyte.gz.")
  private String labels = "";

  @Mixin private TableOutputOptions output = new TableOutputOptions();

  @Override
  public String call() throws IOException {
    try (SparkSession spark = Sessions.start("convert-idx", output.path)) {
      Inputs inputs = new Inputs().add("IMAGES", List.of(images)).add("LABELS", List.of(labels));
      List<Row> rows;
      try (TableDirectory table = output.claim(spark, inputs)) {
        rows = rows(spark.sparkContext().hadoopConfiguration());
        StructType schema =
            new StructType()
                .add("pixels", DataTypes.createArrayType(DataTypes.ShortType, false), false)
                .add("label", DataTypes.IntegerType, false);
        output.write(spark.createDataFrame(rows, schema), table);
      }
      String told =
          String.format(Locale.ROOT, "%s in %s", Counted.of(rows.size(), "row"), output.path);
      System.out.println(told);
      return told;
    }
  }

  private List<Row> rows(Configuration hadoop) throws IOException {
    IdxFile pixels = IdxFile.read(images, hadoop);
    IdxFile classes = IdxFile.read(labels, hadoop);
    if (pixels.items() != classes.items()) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "%s has %,d images, %s has %,d labels; there must be as many of both",
              images,
              pixels.items(),
              labels,
              classes.items()));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < pixels.items(); i++) {
      rows.add(RowFactory.create(pixels.item(i), (int) classes.item(i)[0]));
    }
    return rows;
  }
}
