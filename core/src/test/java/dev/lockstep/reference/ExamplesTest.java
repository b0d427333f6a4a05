package dev.lockstep.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.shard.Expansion;
import dev.lockstep.shard.FillLevels;
import dev.lockstep.shard.FillLevels.Own;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.RowFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  private static Shard shard(int number, float[]... rows) {
    Shard.Builder builder = new Shard.Builder(number, new RowFormat(2, 1), rows.length);
    for (float[] row : rows) {
      builder.add(row, 0);
    }
    return builder.build();
  }

  @Test
  void shardsAreTakenInTurnUntilThereAreEnough() {
    List<Shard> shards =
        List.of(
            shard(0, new float[] {1, 2, 3, 4}),
            shard(1),
            shard(2, new float[] {5, 6, 7, 8}, new float[] {9, 10, 11, 12}));
    Examples two = Examples.of(shards, 2);
    assertThat(two.x()).isDeepEqualTo(new float[][] {{1, 2}, {5, 6}});
    assertThat(two.y()).isDeepEqualTo(new float[][] {{3}, {7}});
    assertThat(two.w()).containsExactly(4, 8);
    assertThat(two.weight()).isEqualTo(12);
    assertThat(Examples.of(shards, 9).rows()).isEqualTo(3);
  }

  @Test
  void encodedFeaturesAreTheInputsOfANetwork() {
    FillLevels levels = new FillLevels(new float[] {0, 2, 4}, Own.AS_IS);
    RowFormat format = new RowFormat(new Expansion(2, Map.of(0, levels)), 1);
    Shard.Builder builder = new Shard.Builder(0, format, 1);
    builder.add(new float[] {1, 7, 3, 4}, 0);
    Examples one = Examples.of(List.of(builder.build()), 1);
    assertThat(one.x()).isDeepEqualTo(new float[][] {{1, 0.5f, 0, 7}});
    assertThat(one.y()).isDeepEqualTo(new float[][] {{3}});
    assertThat(one.w()).containsExactly(4);
  }

  @Test
  void weightsOfClassesMultiplyThoseOfExamples() {
    Examples examples =
        new Examples(
            new float[][] {{1}, {2}, {3}}, new float[][] {{2}, {0}, {2}}, new float[] {1, 2, 3});
    assertThat(examples.weighted(new float[] {5, 7, 0.5f}).w()).containsExactly(0.5f, 10, 1.5f);
    assertThat(examples.weighted(new float[0]).w()).containsExactly(1, 2, 3);
  }
}
