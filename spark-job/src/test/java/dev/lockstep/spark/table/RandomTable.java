package dev.lockstep.spark.table;

import dev.lockstep.spark.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A table such as people have, drawn from a seed: any format and number of files, odd names, codes,
 * dates, missing values in all their ways, and columns that cannot be features.
 */
final class RandomTable {
  private static final List<String> FORMATS = List.of("csv", "json", "parquet", "orc");
  private static final int[] FILES = {1, 1, 2, 2, 7, 7, 33, 100};
  private static final List<String> NAMES = List.of("a", "a b", "ünï", "x-1", "Select", "007");

  private final Random random;
  private final String format;
  private final int rows;
  private final int files;
  private final List<Column> columns = new ArrayList<>();

  private record Column(String name, DataType type, Function<Random, @Nullable Object> values) {}

  RandomTable(long seed) {
    random = new Random(seed);
    format = FORMATS.get(random.nextInt(FORMATS.size()));
    rows = 20 + random.nextInt(200);
    files = FILES[random.nextInt(FILES.length)];
    int features = 1 + random.nextInt(NAMES.size());
    for (int i = 0; i < features; i++) {
      columns.add(sometimesMissing(feature(NAMES.get(i))));
    }
    columns.add(label());
  }

  String format() {
    return format;
  }

  /** Mostly what can be a feature. */
  private Column feature(String name) {
    int kinds = random.nextInt(6) == 0 ? 12 : 8;
    return switch (format.equals("csv") ? random.nextInt(kinds) % 11 : random.nextInt(kinds)) {
      case 0 -> new Column(name, DataTypes.IntegerType, r -> r.nextInt(100));
      case 1 -> new Column(name, DataTypes.DoubleType, Random::nextGaussian);
      case 2 ->
          new Column(
              name, DataTypes.DoubleType, r -> r.nextInt(5) == 0 ? Double.NaN : r.nextDouble());
      case 3 -> new Column(name, DataTypes.BooleanType, Random::nextBoolean);
      case 4 -> text(name, "red", "green", "blue");
      case 5 -> text(name, "007", "012", "0450", "12");
      case 6 ->
          new Column(name, DataTypes.StringType, r -> r.nextInt(9) == 0 ? "?" : "" + r.nextInt(50));
      case 7 ->
          format.equals("csv")
              ? text(name, "yes", "no", "")
              : new Column(
                  name,
                  DataTypes.createArrayType(DataTypes.DoubleType),
                  r -> List.of(r.nextDouble(), r.nextGaussian()));
      case 8 -> text(name, "2024-02-29", "2023-01-01", "1999-12-31 23:59:59");
      case 9 -> new Column(name, DataTypes.StringType, r -> null);
      case 10 -> new Column(name, DataTypes.StringType, r -> "id" + r.nextInt());
      default ->
          new Column(
              name,
              DataTypes.DateType,
              r -> java.sql.Date.valueOf("2024-02-0" + (1 + r.nextInt(9))));
    };
  }

  private static Column text(String name, String... values) {
    return new Column(name, DataTypes.StringType, r -> values[r.nextInt(values.length)]);
  }

  private Column sometimesMissing(Column column) {
    double share = random.nextInt(6) == 0 ? 0.1 : 0;
    return new Column(
        column.name(),
        column.type(),
        r -> r.nextDouble() < share ? null : column.values().apply(r));
  }

  private Column label() {
    return switch (random.nextInt(11) / 2) {
      case 0 -> new Column("label", DataTypes.IntegerType, r -> r.nextInt(3));
      case 1 -> new Column("label", DataTypes.DoubleType, r -> (double) r.nextInt(2));
      case 2 -> new Column("label", DataTypes.BooleanType, Random::nextBoolean);
      case 3 -> text("label", "1d", "7d", "30d");
      case 4 -> text("label", "01", "02");
      default -> new Column("label", DataTypes.DoubleType, Random::nextGaussian);
    };
  }

  /** Writes it to a directory; of text formats, sometimes with an empty file more. */
  void write(Path directory) throws IOException {
    StructType schema = new StructType();
    for (Column column : columns) {
      schema = schema.add(column.name(), column.type());
    }
    List<Row> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      all.add(RowFactory.create(columns.stream().map(c -> c.values().apply(random)).toArray()));
    }
    TestSpark.session()
        .createDataFrame(all, schema)
        .repartition(files)
        .write()
        .format(format)
        .option("header", true)
        .save(directory.toString());
    if ((format.equals("csv") || format.equals("json")) && random.nextBoolean()) {
      Files.createFile(directory.resolve("zz-empty." + format));
    }
  }

  @Override
  public String toString() {
    return rows
        + " rows in "
        + files
        + " files of "
        + format
        + ": "
        + columns.stream()
            .map(column -> column.name() + " " + column.type().simpleString())
            .toList();
  }
}
