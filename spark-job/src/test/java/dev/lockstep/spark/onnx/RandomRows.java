package dev.lockstep.spark.onnx;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Calendar;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.PiecewiseLinear;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.shard.MinMaxScaler;
import dev.lockstep.shard.RobustScaler;
import dev.lockstep.shard.Scaling;
import dev.lockstep.shard.Scaling.Kind;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.testing.TestSpark;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A table with columns of each kind, and a schema that does not quite fit what is drawn. */
final class RandomRows {
  static final int ROWS = 200;

  private static final StructType TYPES =
      new StructType()
          .add("age", DataTypes.DoubleType)
          .add("children", DataTypes.IntegerType)
          .add("constant", DataTypes.DoubleType)
          .add("member", DataTypes.BooleanType)
          .add("job", DataTypes.StringType)
          .add("since", DataTypes.TimestampType)
          .add("born", DataTypes.DateType)
          .add("pixels", DataTypes.createArrayType(DataTypes.DoubleType))
          .add("income", DataTypes.DoubleType);

  private final Random random;
  private final boolean lacking;

  /**
   * Rows drawn by a seed.
   *
   * @param lacking whether values are missing
   */
  RandomRows(long seed, boolean lacking) {
    random = new Random(seed);
    this.lacking = lacking;
  }

  Dataset<Row> table() {
    List<Row> rows = IntStream.range(0, ROWS).mapToObj(i -> row()).toList();
    return TestSpark.session().createDataFrame(rows, TYPES);
  }

  private Row row() {
    return RowFactory.create(
        maybe(() -> 40 + 20 * random.nextGaussian()),
        maybe(() -> random.nextInt(9)),
        maybe(() -> 7.0),
        maybe(random::nextBoolean),
        maybe(() -> List.of("nurse", "cook", " cook", "7", "7.0", "unseen").get(random.nextInt(6))),
        maybe(() -> new Timestamp(random.nextLong(-3_000_000_000_000L, 6_000_000_000_000L))),
        maybe(() -> java.sql.Date.valueOf(LocalDate.ofEpochDay(random.nextInt(-300_000, 300_000)))),
        maybe(() -> Arrays.asList(maybe(random::nextDouble), 2.0, maybe(random::nextGaussian))),
        maybe(() -> Math.exp(8 + 3 * random.nextGaussian())));
  }

  private <T> @Nullable T maybe(Supplier<T> value) {
    return lacking && random.nextInt(12) == 0 ? null : value.get();
  }

  /** Columns for that table, of which some numbers are encoded. */
  static List<FeatureColumn> columns(Kind kind, boolean impute) {
    List<FeatureColumn> columns = new ArrayList<>();
    columns.add(number("age", kind, 40, 20, impute, Optional.empty()));
    columns.add(number("children", kind, 3, 2, impute, bins(true, 0, 1, 3.5, 8)));
    columns.add(number("constant", kind, 7, 0, impute, Optional.empty()));
    columns.add(
        new Numeric(
            "member",
            Source.BOOLEAN,
            Standardizer.none(),
            impute ? OptionalDouble.of(0.25) : OptionalDouble.empty()));
    columns.add(new Categorical("job", new Vocabulary<>(List.of("nurse", "cook", "7")), impute));
    columns.add(new Calendar(vector("since", kind, 5, impute)));
    columns.add(new Calendar(vector("born", kind, 5, impute)));
    columns.add(vector("pixels", kind, 3, impute));
    columns.add(number("income", kind, 9000, 30_000, impute, bins(false, 10, 800, 3000, 5e4)));
    return columns;
  }

  private static Optional<PiecewiseLinear> bins(boolean scaled, double... edges) {
    return Optional.of(new PiecewiseLinear(Arrays.stream(edges).boxed().toList(), scaled));
  }

  private static Numeric number(
      String name,
      Kind kind,
      double middle,
      double scale,
      boolean impute,
      Optional<PiecewiseLinear> bins) {
    return new Numeric(
        name,
        Source.NUMBER,
        scaling(kind, middle, scale),
        impute ? OptionalDouble.of(middle + 1.5) : OptionalDouble.empty(),
        bins);
  }

  private static Vector vector(String name, Kind kind, int width, boolean impute) {
    List<Scaling> scalings = new ArrayList<>();
    List<Double> imputed = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      scalings.add(scaling(kind, i, i == 1 ? 0 : 500 * i + 1));
      imputed.add(i + 0.3);
    }
    return new Vector(name, scalings, impute ? imputed : List.of());
  }

  private static Scaling scaling(Kind kind, double middle, double scale) {
    return switch (kind) {
      case STANDARD -> new Standardizer(middle, scale);
      case MIN_MAX -> new MinMaxScaler(middle - scale, middle + scale);
      case ROBUST -> new RobustScaler(middle, scale);
      case NONE -> Standardizer.none();
    };
  }
}
