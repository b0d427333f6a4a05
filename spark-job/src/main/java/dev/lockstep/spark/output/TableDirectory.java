package dev.lockstep.spark.output;

import dev.lockstep.spark.output.Claim.Request;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSource;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.v2.FileDataSourceV2;

/**
 * A table to be written. One of plain files is written beside its place and renamed when it is
 * complete; a format with a log of its own, such as delta, does the like itself.
 */
public final class TableDirectory implements AutoCloseable {
  /** The table, in the directory beside its place. */
  static final String WORK = "table";

  private final Claim claim;
  private final boolean plainFiles;
  private final String format;

  private TableDirectory(Claim claim, boolean plainFiles, String format) {
    this.claim = claim;
    this.plainFiles = plainFiles;
    this.format = format;
  }

  /**
   * Prepares to write a table, and makes sure that it may be written and nobody else does.
   *
   * @param inputs what the command reads
   * @throws OutputException if it must not or cannot be written
   */
  public static TableDirectory create(
      Output output, String format, Inputs inputs, SparkSession spark) {
    boolean plainFiles = isOfPlainFiles(format, spark);
    OutputKind kind = plainFiles ? OutputKind.TABLE : OutputKind.OTHER;
    String application = spark.sparkContext().applicationId();
    Claim claim =
        Claim.make(
            new Request(output, kind, inputs, application),
            spark.sparkContext().hadoopConfiguration());
    return new TableDirectory(claim, plainFiles, format);
  }

  private static boolean isOfPlainFiles(String format, SparkSession spark) {
    Class<?> source;
    try {
      source = DataSource.lookupDataSource(format, spark.sessionState().conf());
    } catch (Exception e) { // Spark throws ClassNotFoundException, which it does not declare.
      throw new OutputException("there is no --output-format " + format + " on the classpath", e);
    }
    return FileFormat.class.isAssignableFrom(source)
        || FileDataSourceV2.class.isAssignableFrom(source);
  }

  /** Writes the rows; the table is there when this returns, and if it fails, is what it was. */
  public void write(Dataset<Row> rows, Map<String, String> options) {
    try {
      if (plainFiles) {
        Path table = new Path(claim.directory(), WORK);
        save(rows, options, SaveMode.ErrorIfExists, table.toString());
        claim.publish(table);
      } else {
        saveInPlace(rows, options);
      }
    } catch (IOException e) {
      throw claim.output().cannotBeWritten(e);
    }
  }

  private void saveInPlace(Dataset<Row> rows, Map<String, String> options) throws IOException {
    Place place = claim.place();
    boolean existed = place.exists(place.target());
    SaveMode mode = claim.output().overwrite() ? SaveMode.Overwrite : SaveMode.ErrorIfExists;
    try {
      save(rows, options, mode, claim.output().path());
    } catch (IOException | RuntimeException e) {
      if (!existed) {
        place.files().delete(place.target(), true);
      }
      throw e;
    }
  }

  /** Spark throws IOException, which save does not declare. */
  private void save(Dataset<Row> rows, Map<String, String> options, SaveMode mode, String path)
      throws IOException {
    rows.write().format(format).options(options).mode(mode).save(path);
  }

  /** Removes what has not been completed. */
  @Override
  public void close() {
    claim.close();
  }
}
