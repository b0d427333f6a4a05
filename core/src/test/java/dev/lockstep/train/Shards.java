package dev.lockstep.train;

import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.RowFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Examples for tests, packed into shards. A row is [features | targets | weight]. */
final class Shards {
  private Shards() {}

  /** That many rows of standard normal features, a class from [0, classes) and a weight. */
  static List<float[]> randomRows(int rows, int features, int classes, long seed) {
    Random random = new Random(seed);
    List<float[]> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      float[] row = new float[features + 2];
      for (int j = 0; j < features; j++) {
        row[j] = (float) random.nextGaussian();
      }
      row[features] = random.nextInt(classes);
      row[features + 1] = 0.5f + random.nextFloat();
      all.add(row);
    }
    return all;
  }

  /** Row i goes to shard homes[i]. */
  static List<Shard> split(List<float[]> rows, List<Integer> homes, int shards) {
    List<Shard> split = new ArrayList<>();
    for (int s = 0; s < shards; s++) {
      List<float[]> mine = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        if (homes.get(i) == s) {
          mine.add(rows.get(i));
        }
      }
      split.add(of(s, rows.get(0).length - 2, mine));
    }
    return split;
  }

  /** One shard with one target a row. */
  static Shard of(int number, int features, List<float[]> rows) {
    Shard.Builder builder = new Shard.Builder(number, new RowFormat(features, 1), rows.size());
    rows.forEach(row -> builder.add(row, 0));
    return builder.build();
  }
}
