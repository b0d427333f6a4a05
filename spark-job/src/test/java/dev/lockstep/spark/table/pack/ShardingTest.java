package dev.lockstep.spark.table.pack;

import static dev.lockstep.spark.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.shard.Shard;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.Loading;
import dev.lockstep.spark.table.Rows;
import dev.lockstep.spark.table.pack.ShardedDataset.ShardSize;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.Test;

class ShardingTest {
  private static final int ROWS = 4000;

  /** Rows in one partition; each third one occurs twice. */
  private static Dataset<Row> example() {
    return TestSpark.session()
        .range(0, ROWS, 1, 1)
        .selectExpr(
            "cast((id - if(id % 3 = 1, 1, 0)) * 0.37 as double) as x",
            "concat('c', (id - if(id % 3 = 1, 1, 0)) % 5) as c",
            "cast((id - if(id % 3 = 1, 1, 0)) % 2 as double) as label");
  }

  private static Loading loading() {
    return new Loading().standardize();
  }

  @Test
  void everyRowIsInOneShard() {
    List<float[]> whole = Rows.sorted(Rows.of(loading().load(example())));
    LoadedData data = loading().shards(7).load(example());
    assertThat(Rows.sorted(Rows.of(data))).containsExactly(whole.toArray(new float[0][]));
    assertThat(data.train().examples()).isEqualTo(ROWS);
    assertThat(data.train().count()).isEqualTo(7);
  }

  @Test
  void shardsAreTheSameBitsHoweverTheInputIsPartitioned() {
    List<Shard> expected = Rows.shards(loading().shards(3).load(example()), Split.TRAIN);
    for (Dataset<Row> other :
        List.of(
            example().repartition(2),
            example().repartition(11),
            example().orderBy(functions.col("x").desc()))) {
      List<Shard> shards = Rows.shards(loading().shards(3).load(other), Split.TRAIN);
      for (int i = 0; i < 3; i++) {
        assertThat(shards.get(i).number()).isEqualTo(i);
        assertThat(shards.get(i).blocks()).isDeepEqualTo(expected.get(i).blocks());
      }
    }
  }

  @Test
  void shardsAreBalanced() {
    ShardedDataset dataset = loading().shards(4).load(example()).train();
    long largest = dataset.sizes().stream().mapToLong(ShardSize::rows).max().orElseThrow();
    double imbalance = (double) largest * dataset.count() / dataset.examples();
    assertThat(imbalance).isBetween(1.0, 1.15);
  }

  @Test
  void anExampleTakesTheBytesOfItsNumbers() {
    LoadedData data = loading().shards(3).load(example());
    int features = data.features().width();
    double perExample = (double) data.train().bytes() / data.train().examples();
    assertThat(perExample).isLessThanOrEqualTo(4 * (features + 2) * 1.05);
    long held =
        Rows.shards(data, Split.TRAIN).stream()
            .flatMap(shard -> List.of(shard.blocks()).stream())
            .mapToLong(block -> block.length * 4L)
            .sum();
    assertThat(held).isEqualTo(data.train().bytes());
  }

  @Test
  void shardsMayBeEmpty() {
    LoadedData data =
        new Loading().shards(5).load(table("x, label", "(1, 0), (1, 1), (1, 0), (1, 1), (1, 1)"));
    List<Shard> shards = Rows.shards(data, Split.TRAIN);
    assertThat(shards).extracting(Shard::number).containsExactly(0, 1, 2, 3, 4);
    assertThat(shards).extracting(Shard::rows).contains(0L);
    assertThat(shards.stream().mapToLong(Shard::rows).sum()).isEqualTo(5);
  }

  @Test
  void oneShardKeepsTheOrderOfTheInput() {
    List<float[]> rows = Rows.of(new Loading().features("x").load(example()));
    List<Row> expected = example().collectAsList();
    for (int i = 0; i < ROWS; i++) {
      assertThat(rows.get(i)[0]).isEqualTo((float) expected.get(i).getDouble(0));
    }
  }

  @Test
  void manyRowsFillSeveralBlocks() {
    int many = 800_000;
    Dataset<Row> table =
        TestSpark.session()
            .range(0, many, 1, 3)
            .selectExpr("cast(id as float) as x", "cast(id % 2 as double) as label");
    Shard shard = Rows.shards(new Loading().regression().load(table), Split.TRAIN).get(0);
    assertThat(shard.blocks().length).isGreaterThan(2);
    assertThat(shard.rows()).isEqualTo(many);
    int row = 0;
    for (float[] block : shard.blocks()) {
      for (int i = 0; i < block.length; i += 3) {
        if (block[i] != row || block[i + 1] != row % 2 || block[i + 2] != 1) {
          assertThat(new float[] {block[i], block[i + 1], block[i + 2]})
              .containsExactly(row, row % 2, 1);
        }
        row++;
      }
    }
  }

  @Test
  void aShardWithOtherRowsThanAtFirstIsRefused() {
    LoadedData data = loading().shards(2).load(example());
    ShardChecks checks = new ShardChecks(data.train().sizes());
    Shard shard = Rows.shards(data, Split.TRAIN).get(1);
    assertThat(checks.check(shard)).isSameAs(shard);
    float[] block = shard.blocks()[0].clone();
    block[0] = Math.nextUp(block[0]);
    Shard changed = Shard.of(1, shard.format(), List.of(block));
    assertThatThrownBy(() -> checks.check(changed))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("the table changed while it was trained on: shard 1 had");
  }

  @Test
  void aLostShardIsBuiltAgainAsItWas() {
    LoadedData data = loading().shards(3).load(example().repartition(4));
    List<Shard> before = Rows.shards(data, Split.TRAIN);
    RDDBlockId lost = new RDDBlockId(data.train().persisted().id(), 1);
    var blocks = SparkEnv.get().blockManager();
    assertThat(blocks.getStatus(lost).isDefined()).isTrue();
    blocks.removeBlock(lost, true);
    assertThat(blocks.getStatus(lost).isDefined()).isFalse();
    List<Shard> after = Rows.shards(data, Split.TRAIN);
    for (int i = 0; i < 3; i++) {
      assertThat(after.get(i).blocks()).isDeepEqualTo(before.get(i).blocks());
    }
  }
}
