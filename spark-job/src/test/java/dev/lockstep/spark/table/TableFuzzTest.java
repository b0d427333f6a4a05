package dev.lockstep.spark.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.spark.exchange.JobGradients;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.table.score.Scorer;
import dev.lockstep.spark.table.score.Scorer.Layout;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any table loads, or is refused in lines that name its columns or files. */
class TableFuzzTest {
  private static final int TABLES = 24;
  private static final List<MissingValues> POLICIES = List.of(MissingValues.values());
  private static int loaded;

  @AfterAll
  static void manyTablesAreLoaded() {
    assertThat(loaded).isGreaterThan(TABLES / 3);
  }

  @TempDir private Path directory = Path.of("");

  static List<Integer> seeds() {
    return new Random(20_240_229).ints(TABLES, 0, 1_000_000).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anyTableIsLoadedAndScoredAsItIsMeasuredOrRefusedByName(int seed) throws IOException {
    RandomTable table = new RandomTable(seed);
    Path path = directory.resolve("table");
    table.write(path);
    MissingValues policy = POLICIES.get(seed % POLICIES.size());
    Loading loading =
        new Loading()
            .format(table.format(), Map.of())
            .missing(policy)
            .missingTexts("?")
            .standardize()
            .shards(2)
            .from(path);
    LoadedData data;
    try {
      data = loading.load();
    } catch (BadDataException e) {
      assertThat(String.valueOf(e.getMessage()).lines())
          .as(table.toString())
          .allMatch(
              line ->
                  line.contains("column")
                      || line.contains(path.toString())
                      || line.contains("split"));
      return;
    }
    loaded++;
    assertScoredAsMeasured(table, path, data);
    data.unpersist();
  }

  private static void assertScoredAsMeasured(RandomTable table, Path path, LoadedData data) {
    Model model = model(data);
    int classes = ((Target.Classification) data.target()).labels().size();
    MetricSet metrics = classes == 2 ? MetricSet.binary() : MetricSet.multiclass(classes);
    var spark = TestSpark.session();
    SharedBlas blas = new SharedBlas(spark.sparkContext(), BlasChoice.AUTO);
    Computation task =
        new Computation(
            model.network(),
            new BatchPlan(data.examples(Split.TRAIN), 10, Shuffle.FULL, 1),
            metrics,
            blas);
    double accuracy;
    try (JobGradients gradients =
        new JobGradients(new JavaSparkContext(spark.sparkContext()), task, data.splits())) {
      accuracy =
          (Double)
              gradients
                  .evaluate(model.parameters(), Split.TRAIN)
                  .values()
                  .getOrDefault("accuracy", -1.0);
    }
    Dataset<Row> scored =
        new Scorer(model, Layout.ARRAYS, Malformed.ERROR)
            .score(
                spark,
                new Tables(spark)
                    .open(new Format(table.format(), Map.of()), List.of(path.toString())));
    long right = scored.filter("prediction = label").count();
    assertThat(right)
        .as(table.toString())
        .isEqualTo(Math.round(accuracy * data.examples(Split.TRAIN)));
  }

  private static Model model(LoadedData data) {
    int inputs = data.features().width();
    int classes = ((Target.Classification) data.target()).labels().size();
    Network network =
        new Network(inputs, List.of(new Dense(inputs, classes)), new SoftmaxCrossEntropy());
    float[] parameters = new Initializer(Initializer.Kind.NORMAL, 0.5).initialize(network, 1);
    return new Model(network, parameters, data.features(), data.target());
  }
}
