package dev.lockstep.spark.table.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.model.Target;
import dev.lockstep.shard.RowHash;
import dev.lockstep.shard.Scaling;
import dev.lockstep.shard.Shard;
import dev.lockstep.spark.config.NumbersConfig;
import dev.lockstep.spark.config.NumbersConfig.Scale;
import dev.lockstep.spark.table.Loading;
import dev.lockstep.spark.table.Rows;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loaded shards, against the same rows encoded, placed and sorted one by one. */
class PlainShardsTest {
  private static final int ROWS = 5000;
  private static final int SHARDS = 3;

  @TempDir Path directory;

  /** Numbers of all types, some of them missing in both ways, far apart, or all the same. */
  private static Dataset<Row> numbers() {
    return TestSpark.session()
        .range(0, ROWS, 1, 1)
        .selectExpr(
            "cast(sin(id) as float) as f",
            "if(id % 90 = 4, NULL, if(id % 70 = 3, double('NaN'), cos(id) * 1e3)) as d",
            "if(id % 11 = 3, 1e-30, 1e30 / (id + 1)) as far",
            "cast(7 as int) as same",
            "if(id % 77 = 1, NULL, cast(id % 11 - 5 as int)) as i",
            "id * 1234567 as l",
            "id % 3 = 0 as b",
            "cast(id % 97 / 7 as decimal(9, 4)) as n",
            "cast(id % 13 as short) as s",
            "if(id % 700 = 9, NULL, concat('c', id % 4, if(id % 40 = 5, ' and a long text', ''))) as c",
            "cast(id % 2 + 1 as float) as w",
            "concat('class', id % 3) as label");
  }

  private static Dataset<Row> vectors() {
    StructType schema =
        new StructType()
            .add("v", org.apache.spark.ml.linalg.SQLDataTypes.VectorType())
            .add("a", DataTypes.createArrayType(DataTypes.FloatType))
            .add("label", DataTypes.LongType);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Object vector =
          i % 3 == 0
              ? Vectors.sparse(3, new int[] {i % 2}, new double[] {Math.sin(i)})
              : Vectors.dense(i, 0, Math.cos(i));
      Object array = i % 50 == 1 ? null : Arrays.asList(i / 7f, i % 60 == 2 ? null : 1f / (i + 1));
      rows.add(RowFactory.create(vector, array, (long) (i % 2)));
    }
    return TestSpark.session().createDataFrame(rows, schema);
  }

  private Path write(Dataset<Row> table, String format) throws IOException {
    Path path = directory.resolve(format);
    // Many files, some of them without a row.
    table
        .repartition(5)
        .union(table.limit(0))
        .write()
        .format(format)
        .option("header", true)
        .save(path.toString());
    if (format.equals("csv")) {
      Files.createFile(path.resolve("zz-empty.csv"));
    }
    return path;
  }

  private static Loading loading(Path path) {
    return new Loading().from(path).missing(MissingValues.IMPUTE).standardize().shards(SHARDS);
  }

  @ParameterizedTest
  @EnumSource(Scaling.Kind.class)
  void numbersAndCategories(Scaling.Kind kind) throws IOException {
    Path path = write(numbers(), "parquet");
    NumbersConfig scaled = new NumbersConfig(new Scale(kind, Map.of()), Optional.empty());
    assertPlain(loading(path).weight("w").numbers(scaled).load(), numbers().collectAsList());
  }

  @Test
  void vectorsAndArrays() throws IOException {
    assertPlain(loading(write(vectors(), "parquet")).load(), vectors().collectAsList());
  }

  @Test
  void texts() throws IOException {
    Loading csv = loading(write(numbers(), "csv")).format("csv", Map.of()).weight("w");
    // The text of a float is that of another double.
    assertPlain(csv.exclude("f").load(), numbers().collectAsList());
  }

  private static void assertPlain(LoadedData data, List<Row> rows) {
    List<List<float[]>> expected =
        Stream.generate(() -> (List<float[]>) new ArrayList<float[]>()).limit(SHARDS).toList();
    for (Row row : rows) {
      float[] packed = packed(data, row);
      long hash = RowHash.of(packed, 0, packed.length);
      expected.get((int) Long.remainderUnsigned(hash, SHARDS)).add(packed);
    }
    List<Shard> shards = Rows.shards(data, Split.TRAIN);
    assertThat(data.examples(Split.TRAIN)).isEqualTo(rows.size());
    for (int i = 0; i < SHARDS; i++) {
      assertThat(Rows.of(shards.get(i)))
          .containsExactly(sorted(expected.get(i)).toArray(float[][]::new));
    }
    data.unpersist();
  }

  private static List<float[]> sorted(List<float[]> rows) {
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(rows.size() - 1, 1));
    Comparator<float[]> byHash =
        Comparator.comparingLong(row -> RowHash.of(row, 0, row.length) >> bits);
    return rows.stream().sorted(byHash.thenComparing(Arrays::compare)).toList();
  }

  private static float[] packed(LoadedData data, Row row) {
    int features = data.features().expansion().packed();
    float[] packed = new float[features + 2];
    List<FeatureColumn> columns = data.features().columns();
    for (int i = 0; i < columns.size(); i++) {
      encode(
          columns.get(i), row.getAs(columns.get(i).name()), packed, data.features().offsets()[i]);
    }
    packed[features] = ((Target.Classification) data.target()).indexOf(row.getAs("label"));
    boolean weighted = List.of(row.schema().fieldNames()).contains("w");
    packed[features + 1] = weighted ? row.<Float>getAs("w") : 1;
    return packed;
  }

  private static void encode(FeatureColumn column, Object value, float[] packed, int at) {
    boolean missing = value == null || (value instanceof Double number && number.isNaN());
    if (missing) {
      column.encodeMissing(packed, at);
    } else if (column instanceof Numeric number) {
      number.encode(number(value), packed, at);
    } else if (column instanceof Categorical category) {
      category.encode(value.toString(), packed, at);
    } else {
      Vector vector = (Vector) column;
      List<?> elements =
          value instanceof org.apache.spark.ml.linalg.Vector of
              ? Arrays.stream(of.toArray()).boxed().toList()
              : scala.jdk.javaapi.CollectionConverters.asJava((scala.collection.Seq<?>) value);
      for (int i = 0; i < vector.width(); i++) {
        Object element = elements.get(i);
        if (element == null) {
          vector.encodeMissing(i, packed, at);
        } else {
          vector.encode(i, ((Number) element).doubleValue(), packed, at);
        }
      }
    }
  }

  private static double number(Object value) {
    return value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).doubleValue();
  }
}
