package dev.lockstep.spark.table.source;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.config.DataConfig.Splits;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.source.TableSource.Expected;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the tables of a configuration. Where one table has several splits, a last column tells that
 * of a row; elsewhere there is none, as a source's batches of columns end where Spark adds one.
 */
public final class Tables {
  /** Holds the ordinal of the row's {@link Split}. */
  public static final String SPLIT_COLUMN = "__lockstep_split";

  /** Parquet files have checksums of their pages, which are not looked at unless asked for. */
  private static final Map<String, String> CHECKED =
      Map.of("parquet.page.verify-checksum.enabled", "true");

  private static final Logger LOG = LoggerFactory.getLogger(Tables.class);

  private final SparkSession spark;

  public Tables(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * A table and what messages call it.
   *
   * @param split to which all rows belong; empty if the column {@link #SPLIT_COLUMN} tells, or if
   *     nobody asks
   */
  public record Table(TableSource source, String name, Optional<Split> split) {
    public Dataset<Row> rows() {
      return source.rows();
    }

    /** Where its rows are read. */
    public SparkContext spark() {
      return rows().sparkSession().sparkContext();
    }

    /** Somebody's rows, which belong to that split. */
    public static Table of(Dataset<Row> rows, Split split) {
      return of(rows).of(split);
    }

    /** Somebody's rows. */
    public static Table of(Dataset<Row> rows) {
      return new Table(new TableSource.Given(rows), "the dataset", Optional.empty());
    }

    /** The same table, all of whose rows belong to that split. */
    public Table of(Split all) {
      return new Table(source, name, Optional.of(all));
    }

    /** The same table, read so that its columns can be what they are known to be. */
    public Table readAs(Map<String, Expected> columns) {
      return new Table(source.readAs(columns), name, split);
    }
  }

  /**
   * The tables of all splits that there are.
   *
   * @param seed decides, with a row's content, to which split of one table the row belongs
   */
  public List<Table> open(DataConfig config, long seed) {
    if (config.source() instanceof Fractions fractions) {
      Table table = open(config.format(), fractions.paths());
      return List.of(
          fractions.dev() + fractions.test() == 0
              ? table.of(Split.TRAIN)
              : new Table(
                  new Splitting(table.source(), fractions, seed), table.name(), Optional.empty()));
    }
    Splits splits = (Splits) config.source();
    List<Table> tables = new ArrayList<>();
    for (Split split : Split.values()) {
      List<String> paths = paths(splits, split);
      if (split == Split.TRAIN && splits.devFromTrain() > 0) {
        tables.add(split(open(config.format(), paths), paths, splits.devFromTrain(), seed));
      } else if (!paths.isEmpty()) {
        tables.add(open(config.format(), paths).of(split));
      }
    }
    return tables;
  }

  /** A table of which a share is the dev split, and the rest is trained on. */
  private static Table split(Table table, List<String> paths, double dev, long seed) {
    Fractions fractions = new Fractions(paths, dev, 0);
    return new Table(
        new Splitting(table.source(), fractions, seed), table.name(), Optional.empty());
  }

  private static List<String> paths(Splits splits, Split split) {
    return switch (split) {
      case TRAIN -> splits.train();
      case DEV -> splits.dev();
      case TEST -> splits.test();
    };
  }

  /**
   * A table of any format that Spark reads.
   *
   * @throws BadDataException naming paths and format, if it cannot be opened
   */
  public Table open(Format format, List<String> paths) {
    String name = String.join(", ", paths);
    LOG.info("Reading {}", name);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    List<String> there = PathTexts.resolved(paths, hadoop);
    FileMagic.check(format.name(), there, hadoop);
    try {
      TableSource source =
          JobName.during(spark.sparkContext(), "load: open the table", () -> source(format, there));
      return new Table(source, name, Optional.empty());
    } catch (
        Exception e) { // Spark throws AnalysisException, a checked one that load does not declare.
      throw ReadFailure.of(e, "cannot open " + name + " as " + format.name());
    }
  }

  private TableSource source(Format format, List<String> paths) {
    return switch (format.name()) {
      case "csv" -> CsvSource.open(spark, format, paths);
      case "json" -> JsonSource.open(spark, format, paths);
      case "libsvm" -> LibsvmSource.open(spark, format, paths);
      case "parquet" -> FileSource.open(spark, FileSource.withDefaults(format, CHECKED), paths);
      default -> FileSource.open(spark, format, paths);
    };
  }

  /** Whether a column is Lockstep's own, not the table's. */
  public static boolean isOwn(String column) {
    return column.equals(SPLIT_COLUMN) || column.equals(TableSource.MALFORMED_COLUMN);
  }

  private static boolean isMap(DataType type) {
    return type instanceof MapType;
  }

  /** A table with a column that tells the split of a row. */
  private static final class Splitting implements TableSource {
    private final TableSource source;
    private final Fractions fractions;
    private final long seed;
    private final Dataset<Row> rows;

    Splitting(TableSource source, Fractions fractions, long seed) {
      this.source = source;
      this.fractions = fractions;
      this.seed = seed;
      this.rows = source.rows().withColumn(SPLIT_COLUMN, split(source.rows(), fractions, seed));
    }

    @Override
    public Dataset<Row> rows() {
      return rows;
    }

    @Override
    public List<String> untyped() {
      return source.untyped();
    }

    @Override
    public String malformed() {
      return source.malformed();
    }

    @Override
    public TableSource readAs(Map<String, Expected> columns) {
      return new Splitting(source.readAs(columns), fractions, seed);
    }
  }

  /**
   * A hash of the row's content as a number in [0, 1): the same wherever and in whatever order the
   * row is read. Maps, whose entries have no order, do not count.
   */
  private static Column split(Dataset<Row> rows, Fractions fractions, long seed) {
    Column[] content =
        Stream.concat(
                Stream.of(functions.lit(Randomness.seed(seed, Purpose.SPLIT, 0, 0))),
                Arrays.stream(rows.schema().fields())
                    .filter(field -> !isOwn(field.name()))
                    .filter(field -> !field.dataType().existsRecursively(Tables::isMap))
                    .map(field -> rows.col("`" + field.name().replace("`", "``") + "`")))
            .toArray(Column[]::new);
    Column uniform =
        functions.shiftrightunsigned(functions.xxhash64(content), 11).multiply(0x1p-53);
    double test = fractions.test();
    double dev = test + fractions.dev();
    return functions
        .when(uniform.lt(test), Split.TEST.number())
        .when(uniform.lt(dev), Split.DEV.number())
        .otherwise(Split.TRAIN.number());
  }
}
