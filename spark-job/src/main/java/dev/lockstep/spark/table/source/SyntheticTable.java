package dev.lockstep.spark.table.source;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A synthetic classification table: features f0, f1, ... drawn from the standard normal
 * distribution, and the label that a random network with one hidden layer gives them, or with the
 * probability noise any label. A row is a function of the seed and its number, so the table does
 * not depend on its partitions.
 */
public record SyntheticTable(long rows, int features, int classes, long seed, double noise)
    implements Serializable {
  public SyntheticTable {
    if (rows < 1 || features < 1 || classes < 2 || !(noise >= 0 && noise <= 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a synthetic table needs at least 1 row, 1 feature and 2 classes, and noise in [0, 1]; found rows %d, features %d, classes %d, noise %s",
              rows,
              features,
              classes,
              noise));
    }
  }

  /** The table in that many partitions. */
  public Dataset<Row> rows(SparkSession spark, int partitions) {
    Teacher teacher = new Teacher(features, classes, seed);
    return spark
        .range(0, rows, 1, partitions)
        .map((MapFunction<Long, Row>) number -> row(teacher, number), Encoders.row(schema()));
  }

  private StructType schema() {
    List<StructField> fields = new ArrayList<>();
    for (int i = 0; i < features; i++) {
      fields.add(DataTypes.createStructField("f" + i, DataTypes.FloatType, false));
    }
    fields.add(DataTypes.createStructField("label", DataTypes.IntegerType, false));
    return new StructType(fields.toArray(new StructField[0]));
  }

  private Row row(Teacher teacher, long number) {
    SplittableRandom random =
        new SplittableRandom(Randomness.seed(seed, Purpose.SYNTHESIS, 0, number));
    Object[] values = new Object[features + 1];
    float[] x = new float[features];
    for (int i = 0; i < features; i++) {
      x[i] = (float) random.nextGaussian();
      values[i] = x[i];
    }
    values[features] = random.nextDouble() < noise ? random.nextInt(classes) : teacher.label(x);
    return RowFactory.create(values);
  }

  /** The network that labels: tanh of random projections, whose random combinations compete. */
  private static final class Teacher implements Serializable {
    private static final long serialVersionUID = 1;
    private static final int HIDDEN = 16;

    private final float[][] projections;
    private final float[][] outputs;

    Teacher(int features, int classes, long seed) {
      Random random = new Random(Randomness.seed(seed, Purpose.SYNTHESIS, 1, 0));
      projections = draw(HIDDEN, features, 2 / Math.sqrt(features), random);
      outputs = draw(classes, HIDDEN, 1, random);
    }

    private static float[][] draw(int rows, int columns, double scale, Random random) {
      float[][] matrix = new float[rows][columns];
      for (float[] row : matrix) {
        for (int i = 0; i < columns; i++) {
          row[i] = (float) (scale * random.nextGaussian());
        }
      }
      return matrix;
    }

    int label(float[] x) {
      float[] hidden = new float[HIDDEN];
      for (int i = 0; i < HIDDEN; i++) {
        hidden[i] = (float) Math.tanh(dot(projections[i], x));
      }
      int best = 0;
      for (int i = 1; i < outputs.length; i++) {
        if (dot(outputs[i], hidden) > dot(outputs[best], hidden)) {
          best = i;
        }
      }
      return best;
    }

    private static float dot(float[] a, float[] b) {
      float sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }
  }
}
