package dev.lockstep.spark.bench;

import dev.lockstep.bench.Shape;
import java.util.Random;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A table of vectors of random features, and of labels that depend on them. */
final class VectorTable {
  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType)
          .add("features", SQLDataTypes.VectorType());

  private VectorTable() {}

  /** Columns label and features, for the classes and the features of the shape. */
  static Dataset<Row> of(SparkSession spark, int rows, Shape shape) {
    int features = shape.features();
    int classes = shape.classes();
    return spark
        .range(0, rows, 1, 2)
        .map((MapFunction<Long, Row>) id -> row(id, features, classes), Encoders.row(SCHEMA));
  }

  private static Row row(long id, int features, int classes) {
    Random random = new Random(id);
    double[] x = random.doubles(features, -1, 1).toArray();
    double label = Math.floorMod(Math.round(classes * (x[0] + x[1] * x[2])), classes);
    return RowFactory.create(label, Vectors.dense(x));
  }
}
