package dev.lockstep.spark.table;

import static dev.lockstep.spark.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.model.Target;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.train.Split;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class FeatureEncodingTest {
  @Test
  void everyNumericTypeBecomesOneElement() {
    Dataset<Row> table =
        table(
            "i8, i16, i32, i64, f32, f64, dec, bool, label",
            "(1Y, 2S, 3, 4L, 5.5F, 6.25D, 7.75BD, true, 0), (-1Y, -2S, -3, -4L, -5.5F, -6.25D, -7.75BD, false, 1)");
    assertThat(Rows.of(new Loading().load(table)))
        .containsExactly(
            new float[] {1, 2, 3, 4, 5.5f, 6.25f, 7.75f, 1, 0, 1},
            new float[] {-1, -2, -3, -4, -5.5f, -6.25f, -7.75f, 0, 1, 1});
  }

  @Test
  void arraysOfEveryNumericTypeBecomeTheirElements() {
    Dataset<Row> table =
        table(
            "f32, f64, i16, dec, label",
            "(array(1F, 2F), array(3D), array(4S, 5S), array(6.5BD), 0), (array(0F, 0F), array(0D), array(0S, 0S), array(0.0BD), 1)");
    assertThat(Rows.of(new Loading().load(table)))
        .containsExactly(
            new float[] {1, 2, 3, 4, 5, 6.5f, 0, 1}, new float[] {0, 0, 0, 0, 0, 0, 1, 1});
  }

  @Test
  void stringsAreOneHotOverTheSortedValuesOfTheTrainingSplit() {
    LoadedData data =
        new Loading()
            .load(table("c, label", "('b', 0), ('a', 1), ('c', 0)"), table("c, label", "('z', 1)"));
    assertThat(data.features().featureNames()).containsExactly("c=a", "c=b", "c=c");
    assertThat(Rows.of(data))
        .containsExactly(
            new float[] {0, 1, 0, 0, 1}, new float[] {1, 0, 0, 1, 1}, new float[] {0, 0, 1, 0, 1});
    assertThat(Rows.of(data, Split.DEV)).containsExactly(new float[] {0, 0, 0, 1, 1});
  }

  @Test
  void aMissingCategoryHasASlotOfItsOwn() {
    LoadedData data =
        new Loading().missing(MissingValues.IMPUTE).load(table("c, label", "('a', 0), (NULL, 1)"));
    assertThat(data.features().featureNames()).containsExactly("c=a", "c is missing");
    assertThat(Rows.of(data)).containsExactly(new float[] {1, 0, 0, 1}, new float[] {0, 1, 1, 1});
  }

  @Test
  void anIntegerColumnCanBeACategory() {
    LoadedData data =
        new Loading()
            .categorical("n", "big")
            .load(
                table(
                    "n, big, label",
                    "(10, 9007199254740993L, 0), (9, 9007199254740992L, 1), (10, 9007199254740993L, 1)"));
    assertThat(data.features().featureNames())
        .containsExactly("n=10", "n=9", "big=9007199254740992", "big=9007199254740993");
    assertThat(Rows.of(data))
        .containsExactly(
            new float[] {1, 0, 0, 1, 0, 1},
            new float[] {0, 1, 1, 0, 1, 1},
            new float[] {1, 0, 0, 1, 1, 1});
  }

  @Test
  void aBooleanColumnCanBeACategory() {
    LoadedData data =
        new Loading().categorical("b").load(table("b, label", "(true, 0), (false, 1)"));
    assertThat(data.features().featureNames()).containsExactly("b=false", "b=true");
  }

  @Test
  void oneTableMayHoldNumbersWhereTheTrainingTableHoldsStrings() {
    LoadedData data =
        new Loading().load(table("c, label", "('1', 0), ('x', 1)"), table("c, label", "(1, 0)"));
    assertThat(Rows.of(data, Split.DEV)).containsExactly(new float[] {1, 0, 0, 1});
  }

  @Test
  void tablesMayHaveTheirColumnsInAnyOrderAndOtherWidths() {
    LoadedData data =
        new Loading()
            .load(
                table("x, y, label", "(1, 2D, 'a'), (3, 4D, 'b')"),
                table("label, y, x", "('b', 6F, 5L)"));
    assertThat(Rows.of(data, Split.DEV)).containsExactly(new float[] {5, 6, 1, 1});
  }

  @Test
  void numbersAreStandardizedByTheTrainingSplitAlone() {
    double[] train = {3, 5, 11, 12};
    LoadedData data =
        new Loading()
            .standardize()
            .load(
                table(
                    "x, v, label",
                    "(3, array(3D, 1D), 0), (5, array(5D, 1D), 1), (11, array(11D, 1D), 0), (12, array(12D, 1D), 1)"),
                table("x, v, label", "(100, array(-100D, 7D), 1)"));
    double mean = Arrays.stream(train).average().orElseThrow();
    double deviation =
        Math.sqrt(Arrays.stream(train).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
    List<float[]> rows = Rows.of(data);
    for (int i = 0; i < train.length; i++) {
      float expected = (float) ((train[i] - mean) / deviation);
      assertThat(rows.get(i))
          .containsExactly(new float[] {expected, expected, 0, i % 2, 1}, within(1e-6f));
    }
    assertThat(Rows.of(data, Split.DEV).get(0))
        .containsExactly(
            new float[] {
              (float) ((100 - mean) / deviation), (float) ((-100 - mean) / deviation), 0, 1, 1
            },
            within(1e-5f));
  }

  @Test
  void aConstantColumnBecomesZero() {
    LoadedData data =
        new Loading().standardize().load(table("x, b, label", "(0.1D, true, 0), (0.1D, true, 1)"));
    assertThat(Rows.of(data)).containsExactly(new float[] {0, 0, 0, 1}, new float[] {0, 0, 1, 1});
  }

  @Test
  void missingNumbersBecomeTheTrainingMean() {
    LoadedData data =
        new Loading()
            .missing(MissingValues.IMPUTE)
            .load(
                table(
                    "x, v, label",
                    "(1D, array(1D, 10D), 0), (4D, array(3D, NULL), 1), (NULL, NULL, 0)"),
                table("x, v, label", "(CAST(NULL AS DOUBLE), array(NULL, 5D), 1)"));
    assertThat(Rows.of(data))
        .containsExactly(
            new float[] {1, 1, 10, 0, 1},
            new float[] {4, 3, 10, 1, 1},
            new float[] {2.5f, 2, 10, 0, 1});
    assertThat(Rows.of(data, Split.DEV)).containsExactly(new float[] {2.5f, 2, 5, 1, 1});
    assertThat(data.found().rejectedRows()).isZero();
  }

  @Test
  void aStandardizedImputedNumberIsZero() {
    LoadedData data =
        new Loading()
            .missing(MissingValues.IMPUTE)
            .standardize()
            .load(table("x, label", "(1D, 0), (2D, 1), (6D, 1), (NULL, 0)"));
    assertThat(Rows.of(data).get(3)).containsExactly(0, 0, 1);
  }

  @Test
  void rowsThatLackAFeatureOrLabelAreDroppedAndCounted() {
    LoadedData data =
        new Loading()
            .missing(MissingValues.DROP)
            .load(
                table(
                    "x, v, c, label",
                    "(1, array(1D), 'a', 0), (NULL, array(1D), 'a', 0), (2, array(NULL), 'a', 0),"
                        + " (3, NULL, 'a', 0), (4, array(1D), NULL, 1), (5, array(1D), 'b', NULL),"
                        + " (6, array(6D), 'a', 1)"));
    assertThat(Rows.of(data))
        .containsExactly(new float[] {1, 1, 1, 0, 1}, new float[] {6, 6, 1, 1, 1});
    assertThat(data.found().rejectedRows()).isEqualTo(5);
  }

  @Test
  void columnsThatAreNoFeaturesMayLackValues() {
    LoadedData data =
        new Loading().features("x").load(table("x, y, label", "(1, NULL, 0), (2, NULL, 1)"));
    assertThat(data.features().featureNames()).containsExactly("x");
  }

  @Test
  void featuresKeepTheOrderOfTheList() {
    Dataset<Row> table = table("a, b, c, label", "(1, 2, 3, 0), (4, 5, 6, 1)");
    assertThat(Rows.of(new Loading().features("c", "a").load(table)).get(0))
        .containsExactly(3, 1, 0, 1);
    assertThat(Rows.of(new Loading().exclude("b").load(table)).get(0)).containsExactly(1, 3, 0, 1);
  }

  @Test
  void theWeightIsTheLastNumberAndNoFeature() {
    LoadedData data =
        new Loading().weight("w").load(table("w, x, label", "(0.5D, 1, 0), (0D, 2, 1)"));
    assertThat(Rows.of(data)).containsExactly(new float[] {1, 0, 0.5f}, new float[] {2, 1, 0});
  }

  @Test
  void classesAreTheSortedDistinctLabelsOfAnyType() {
    assertThat(classes("('b'), ('a'), ('b')")).containsExactly("a", "b");
    assertThat(classes("(10), (9), (10)")).containsExactly(9L, 10L);
    assertThat(classes("(9007199254740993L), (9007199254740992L)"))
        .containsExactly(9007199254740992L, 9007199254740993L);
    assertThat(classes("(true), (false)")).containsExactly(false, true);
    assertThat(classes("(0.5F), (-1F)")).containsExactly(-1.0, 0.5);
    assertThat(classes("(1.5BD), (1.0BD)")).containsExactly(1.0, 1.5);
    assertThat(classes("(0D), (-0D), (1D)")).containsExactly(0.0, 1.0);
  }

  private static List<Object> classes(String labels) {
    Dataset<Row> table = table("label", labels).withColumn("x", functions.lit(1));
    return ((Target.Classification) new Loading().load(table).target()).labels().values();
  }

  @Test
  void severalTargetsOfARegressionFollowTheFeatures() {
    LoadedData data =
        new Loading()
            .label("y", "z")
            .regression()
            .load(table("x, y, z", "(1, 2D, 3), (4, 5D, 6)"), table("x, y, z", "(0, 1000D, 1000)"));
    assertThat(Rows.of(data)).containsExactly(new float[] {1, 2, 3, 1}, new float[] {4, 5, 6, 1});
    assertThat(data.found().targetMeans()).containsExactly(3.5, 4.5);
  }
}
