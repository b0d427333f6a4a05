package dev.lockstep.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Vector;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OneHotColumnsTest {
  private static final Categorical WITHOUT_SLOT =
      new Categorical("a", new Vocabulary<>(List.of("x", "y")), false);
  private static final Categorical WITH_SLOT =
      new Categorical("b", new Vocabulary<>(List.of("z")), true);
  private static final OneHotColumns COLUMNS =
      new OneHotColumns(
          new FeatureSchema(
              List.of(WITHOUT_SLOT, Vector.plain("v", 2), WITH_SLOT),
              MissingValues.ERROR,
              Optional.empty()));

  private static float[] row(String a, String b) {
    float[] row = new float[7];
    WITHOUT_SLOT.encode(a, row, 1);
    WITH_SLOT.encode(b, row, 5);
    return row;
  }

  @Test
  void onlyCategoriesThatTrainingSawAreSeen() {
    assertThat(COLUMNS.names()).containsExactly("a", "b");
    float[] row = row("y", "new");
    assertThat(COLUMNS.isUnseen(0, row, 1)).isFalse();
    assertThat(COLUMNS.isUnseen(1, row, 1)).isTrue();
    assertThat(COLUMNS.isUnseen(0, row("new", "z"), 1)).isTrue();
  }

  @Test
  void aMissingValueIsNotUnseen() {
    float[] row = row("x", "z");
    WITH_SLOT.encodeMissing(row, 5);
    assertThat(COLUMNS.isUnseen(1, row, 1)).isFalse();
  }
}
