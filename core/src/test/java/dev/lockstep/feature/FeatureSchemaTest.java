package dev.lockstep.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.feature.FeatureColumn.Calendar;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.model.ModelJson;
import dev.lockstep.model.Models;
import dev.lockstep.shard.Standardizer;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureSchemaTest {
  private static final Numeric AGE =
      new Numeric("age", Source.NUMBER, new Standardizer(40, 10), OptionalDouble.of(50));
  private static final Categorical WORK =
      new Categorical("work", new Vocabulary<>(List.of("a", "b")), true);
  private static final Vector PIXELS =
      new Vector("pixels", List.of(new Standardizer(1, 2), Standardizer.none()), List.of(3.0, 0.5));
  private static final FeatureSchema SCHEMA =
      new FeatureSchema(List.of(AGE, WORK, PIXELS), MissingValues.IMPUTE, Optional.empty());

  /** A row that held something else before. */
  private static float[] used() {
    float[] row = new float[8];
    Arrays.fill(row, 9);
    return row;
  }

  @Test
  void columnsLieOneAfterTheOther() {
    assertThat(SCHEMA.width()).isEqualTo(6);
    assertThat(SCHEMA.offsets()).containsExactly(0, 1, 4);
    assertThat(SCHEMA.featureNames())
        .containsExactly("age", "work=a", "work=b", "work is missing", "pixels[0]", "pixels[1]");
    assertThat(SCHEMA.columnNames()).containsExactly("age", "work", "pixels");
  }

  @Test
  void aColumnOverwritesItsElementsAndNoOthers() {
    float[] row = used();
    AGE.encode(45, row, 1);
    WORK.encode("b", row, 2);
    PIXELS.encode(0, 5, row, 5);
    PIXELS.encode(1, -1, row, 5);
    assertThat(row).containsExactly(9, 0.5f, 0, 1, 0, 2, -1, 9);
  }

  @Test
  void aDateIsFiveNumbers() {
    Calendar when =
        new Calendar(
            new Vector(
                "when", Collections.nCopies(5, Standardizer.none()), List.of(1., 2., 3., 4., 5.)));
    double[] parts = Calendar.partsOf(LocalDateTime.parse("2024-02-29T23:59:59"));
    assertThat(parts).containsExactly(2024, 2, 4, 23, 19_782);
    assertThat(when.featureNames())
        .containsExactly(
            "when.year", "when.month", "when.day_of_week", "when.hour", "when.days_since_1970");
    float[] row = used();
    when.encodeMissing(row, 1);
    assertThat(row).containsExactly(9, 1, 2, 3, 4, 5, 9, 9);
    assertThatThrownBy(() -> new Calendar(Vector.plain("when", 4)))
        .hasMessageContaining("'when' has 4 parts of a date");
  }

  @Test
  void whatIsKnownOfDatesAndMissingTextsSurvivesJson() {
    Vector parts =
        new Vector(
            "when",
            List.of(
                new Standardizer(2020, 2),
                new Standardizer(6.5, 3),
                new Standardizer(4, 2),
                new Standardizer(0, 0),
                new Standardizer(18_000, 700)),
            List.of());
    FeatureSchema schema =
        new FeatureSchema(
            List.of(AGE, new Calendar(parts)),
            MissingValues.DROP,
            List.of("?", "n/a"),
            Optional.of("w"));
    assertThat(ModelJson.features(ModelJson.of(schema))).isEqualTo(schema);
  }

  @Test
  void anUnseenCategoryIsAllZero() {
    float[] row = used();
    WORK.encode("never seen", row, 0);
    assertThat(row).startsWith(0, 0, 0, 9);
  }

  @Test
  void missingValuesAreImputed() {
    float[] row = used();
    AGE.encodeMissing(row, 0);
    WORK.encodeMissing(row, 1);
    PIXELS.encodeMissing(row, 4);
    assertThat(row).startsWith(1, 0, 0, 1, 1, 0.5f, 9);
    PIXELS.encode(0, 1, row, 4);
    PIXELS.encodeMissing(1, row, 4);
    assertThat(row).startsWith(1, 0, 0, 1, 0, 0.5f, 9);
  }

  @Test
  void whatCannotBeImputedIsRefused() {
    Numeric plain = new Numeric("n", Source.NUMBER, Standardizer.none(), OptionalDouble.empty());
    Categorical category = new Categorical("c", new Vocabulary<>(List.of("x")), false);
    for (FeatureColumn column : List.of(plain, category, Vector.plain("v", 2))) {
      assertThat(column.imputes()).isFalse();
      assertThatThrownBy(() -> column.encodeMissing(new float[2], 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("'" + column.name() + "'");
      assertThatThrownBy(
              () -> new FeatureSchema(List.of(column), MissingValues.IMPUTE, Optional.empty()))
          .hasMessageContaining("impute")
          .hasMessageContaining("'" + column.name() + "'");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1e300})
  void whatIsNoFiniteFloatIsRefused(double value) {
    float[] row = new float[4];
    Standardizer constant = new Standardizer(1, 0);
    Numeric raw = new Numeric("n", Source.NUMBER, Standardizer.none(), OptionalDouble.empty());
    Vector vector = new Vector("v", List.of(Standardizer.none()), List.of());
    assertThatThrownBy(() -> raw.encode(value, row, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'n' holds " + value);
    assertThatThrownBy(() -> vector.encode(0, value, row, 0)).hasMessageContaining("'v'");
    if (!Double.isFinite(value)) {
      Numeric zero = new Numeric("n", Source.NUMBER, constant, OptionalDouble.empty());
      assertThatThrownBy(() -> zero.encode(value, row, 0)).hasMessageContaining("'n'");
      assertThatThrownBy(() -> new Numeric("n", Source.NUMBER, constant, OptionalDouble.of(value)));
    }
  }

  @Test
  void raggedArraysAreRefused() {
    PIXELS.checkWidth(2);
    assertThatThrownBy(() -> PIXELS.checkWidth(3))
        .hasMessage("the column 'pixels' holds an array of 3 elements; all need 2");
  }

  @Test
  void inconsistentSchemasAreRefused() {
    assertThatThrownBy(() -> new FeatureSchema(List.of(), MissingValues.ERROR, Optional.empty()))
        .hasMessageContaining("at least 1 column");
    assertThatThrownBy(
            () -> new FeatureSchema(List.of(AGE, AGE), MissingValues.ERROR, Optional.empty()))
        .hasMessageContaining("'age' occurs twice");
    assertThatThrownBy(
            () -> new FeatureSchema(List.of(AGE), MissingValues.ERROR, Optional.of("age")))
        .hasMessageContaining("weight column 'age'");
    assertThatThrownBy(() -> new Vector("v", PIXELS.scalings(), List.of(1.0)))
        .hasMessageContaining("2 elements, but values to impute for 1");
    assertThatThrownBy(() -> Vector.plain("v", 0)).hasMessageContaining("0 elements");
    assertThatThrownBy(() -> Vector.plain("v", Integer.MAX_VALUE))
        .hasMessageContaining("1,048,576");
    assertThatThrownBy(() -> new Vocabulary<>(List.of("x", "y", "x"))).hasMessageContaining("'x'");
    assertThatThrownBy(() -> new Categorical("c", new Vocabulary<>(List.of()), false))
        .hasMessageContaining("no category");
  }

  @Test
  void aSchemaTravelsAsText() {
    FeatureSchema schema = Models.schema();
    assertThat(ModelJson.features(ModelJson.of(schema))).isEqualTo(schema);
    FeatureSchema plain =
        new FeatureSchema(List.of(Vector.plain("v", 3)), MissingValues.DROP, Optional.empty());
    assertThat(ModelJson.features(ModelJson.of(plain))).isEqualTo(plain);
  }

  @Test
  void policiesHaveNames() {
    for (MissingValues policy : MissingValues.values()) {
      assertThat(MissingValues.named(policy.toString())).isEqualTo(policy);
    }
    assertThatThrownBy(() -> MissingValues.named("skip"))
        .hasMessage("no policy 'skip' for missing values; allowed: [error, drop, impute]");
  }
}
