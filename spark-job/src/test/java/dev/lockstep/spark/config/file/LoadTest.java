package dev.lockstep.spark.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.linalg.Range;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.LeakyRelu;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.AdamW;
import dev.lockstep.optim.GradientClip;
import dev.lockstep.optim.Momentum;
import dev.lockstep.optim.Nesterov;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Regularization;
import dev.lockstep.optim.Regularization.Penalty;
import dev.lockstep.optim.RmsProp;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.optim.schedule.InverseTimeRate;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.config.BatchSize;
import dev.lockstep.spark.config.CheckpointConfig;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.config.LearningRateConfig;
import dev.lockstep.spark.config.LearningRateConfig.OfAnyLength;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.NetworkConfig;
import dev.lockstep.spark.config.OutputConfig;
import dev.lockstep.spark.config.RegularizationConfig;
import dev.lockstep.spark.config.TrainingConfig;
import dev.lockstep.spark.config.TrainingConfig.Exchange;
import dev.lockstep.train.Policies;
import dev.lockstep.train.TrainingPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadTest {
  private static final Network.Outputs TWO_CLASSES =
      new Network.Outputs(2, new SoftmaxCrossEntropy());

  @TempDir Path directory;

  private LockstepConfig load(String... overrides) {
    return new Configs(directory).load(Configs.REQUIRED, overrides);
  }

  @Test
  void whatIsNotGivenHasItsDefault() {
    LockstepConfig config = load();
    assertThat(config.data())
        .isEqualTo(
            new DataConfig(
                new DataConfig.Format("parquet", Map.of()),
                new DataConfig.Fractions(List.of("table"), 0.1, 0.1),
                DataConfig.Columns.ofLabel("y"),
                new DataConfig.Preparation(
                    MissingValues.ERROR, List.of(), Malformed.ERROR, true, true, 1000)));
    assertThat(config.network().initializer().kind()).isEqualTo(Initializer.Kind.HE);
    assertThat(config.training().loss()).isEqualTo(new SoftmaxCrossEntropy());
    assertThat(config.training().length()).isEqualTo(new TrainingConfig.Epochs(10));
    assertThat(config.training().batchSize()).isEqualTo(new BatchSize.Count(1000));
    assertThat(config.training().average()).isEqualTo(ExponentialAverage.LATEST);
    assertThat(config.training().shards()).isEmpty();
    assertThat(config.training().shuffle()).isEqualTo(Shuffle.FULL);
    assertThat(config.training().exchange()).isEqualTo(Exchange.AUTO);
    assertThat(config.learningRate())
        .isEqualTo(new LearningRateConfig(new OfAnyLength(new ConstantRate(0.001)), 0));
    assertThat(config.regularization())
        .isEqualTo(new RegularizationConfig(List.of(0.0), List.of(0.0), GradientClip.none()));
    assertThat(config.blas()).isEqualTo(BlasChoice.AUTO);
    assertThat(config.output()).isEqualTo(new OutputConfig("run", false));
  }

  @Test
  void anOptionCountsMoreThanTheFileAndTheLastOneMost() {
    assertThat(
            new Configs(directory)
                .load(
                    Configs.REQUIRED + "training: {seed: 5}", "training.seed=6", "training.seed=-7")
                .training()
                .seed())
        .isEqualTo(-7);
  }

  @Test
  void nullTakesAKeyOfTheFileBack() {
    LockstepConfig config =
        new Configs(directory)
            .load(
                Configs.REQUIRED + "training: {epochs: 5}",
                "training.epochs=null",
                "training.steps=5_000_000",
                "data.path=~",
                "data.train=t");
    assertThat(config.training().length()).isEqualTo(new TrainingConfig.Steps(5_000_000));
    assertThat(config.data().source())
        .isEqualTo(new DataConfig.Splits(List.of("t"), List.of(), List.of()));
  }

  @Test
  void anOptionMayGiveAWholeSection() {
    LockstepConfig config = load("optimizer={name: rmsprop, beta: 0.5}", "network.hidden=[4]");
    assertThat(create(config)).isEqualTo(new RmsProp(0.5, 1e-8));
  }

  @Test
  void confStandsForTheDirectoryOfTheFile() {
    LockstepConfig config = load("data.path=['${conf}/a.csv', hdfs:/b]", "output.path=run");
    assertThat(((DataConfig.Fractions) config.data().source()).paths())
        .containsExactly("file:" + directory + "/a.csv", "hdfs:/b");
  }

  @Test
  void theCaseOfAFormatDoesNotMatterButThatOfAClassDoes() {
    assertThat(load("data.format=CSV").data().format().name()).isEqualTo("csv");
    assertThat(load("data.format=com.example.Format").data().format().name())
        .isEqualTo("com.example.Format");
  }

  @Test
  void howMalformedRowsAreTreatedIsNoOptionOfTheFormat() {
    assertThatThrownBy(() -> load("data.format=csv", "data.options={Mode: DROPMALFORMED}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("data.malformed");
    assertThat(load("data.malformed=drop").data().preparation().malformed())
        .isEqualTo(Malformed.DROP);
  }

  @Test
  void optionsThatTextFormatsDoNotHaveAreRefused() {
    assertThatThrownBy(() -> load("data.format=csv", "data.options={delimeter: ';'}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("csv has no option 'delimeter'; did you mean delimiter?");
    assertThatThrownBy(() -> load("data.format=json", "data.options={header: true}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("json has no option 'header'; allowed: allowBackslash");
    assertThat(
            load("data.format=csv", "data.options={SEP: ';', pathGlobFilter: x, fs.s3a.key: y}")
                .data()
                .format()
                .options())
        .hasSize(3);
    assertThat(load("data.format=delta", "data.options={versionAsOf: 3}").data().format().options())
        .hasSize(1);
  }

  @Test
  void dropoutThatKeepsAllIsAsIfItWereNotThere() {
    assertThat(load("network.layers=[dropout: {keep_prob: 1}, dense: 4, relu]").network())
        .isEqualTo(load("network.layers=[dense: 4, relu]").network());
    assertThat(load("network.layers=[dense: 4, dropout: {keep_prob: 0.5}]").network())
        .isNotEqualTo(load("network.layers=[dense: 4]").network());
  }

  @Test
  void hiddenLayersAreEachFollowedByTheActivation() {
    Network network =
        load("network.hidden=[8, 4]", "network.activation=tanh").network().build(3, TWO_CLASSES);
    assertThat(network.layers())
        .containsExactly(new Dense(3, 8), new Tanh(), new Dense(8, 4), new Tanh(), new Dense(4, 2));
    assertThat(load("network.hidden=[]").network().build(3, TWO_CLASSES).layers())
        .containsExactly(new Dense(3, 2));
  }

  @Test
  void normalizationComesBeforeTheActivationAndDropoutBehindIt() {
    Network network =
        load(
                "network.hidden=[8, 4]",
                "network.batch_norm=shard",
                "network.keep_prob=[0.5, 1]",
                "network.input_keep_prob=0.9")
            .network()
            .build(3, TWO_CLASSES);
    assertThat(network.layers())
        .containsExactly(
            new Dropout(0.9),
            new Dense(3, 8, false),
            new BatchNorm(8),
            new Relu(),
            new Dropout(0.5),
            new Dense(8, 4, false),
            new BatchNorm(4),
            new Relu(),
            new Dense(4, 2));
    assertThat(load("network.hidden=[8, 4]", "network.keep_prob=0.5").network().hidden())
        .hasSize(6);
  }

  @Test
  void normalizationIsOfShardsOrOfWholeMiniBatches() {
    Network pairs =
        load("network.hidden=[8]", "network.batch_norm=sync").network().build(3, TWO_CLASSES);
    assertThat(pairs.layers()).contains(new BatchNorm(8, Statistics.SYNC));
    Network listed =
        load(
                "network.layers=[batch_norm: {statistics: shard}, dense: 8, batch_norm: {statistics: sync}]",
                "training.exchange=session")
            .network()
            .build(3, TWO_CLASSES);
    assertThat(listed.layers())
        .containsExactly(
            new BatchNorm(3),
            new Dense(3, 8, false),
            new BatchNorm(8, Statistics.SYNC),
            new Dense(8, 2));
  }

  @Test
  void batchNormNeedsMoreThanOneExample() {
    assertThatThrownBy(() -> load("network.batch_norm=shard", "training.batch_size=1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "training.batch_size: found 1 with batch_norm, which needs at least 2 examples");
  }

  @Test
  void layersAreTakenAsListed() {
    Network network =
        load("network.layers=[dense: 8, relu, dense: 4, leaky_relu: 0.05, leaky_relu]")
            .network()
            .build(3, TWO_CLASSES);
    assertThat(network.layers())
        .containsExactly(
            new Dense(3, 8),
            new Relu(),
            new Dense(8, 4),
            new LeakyRelu(0.05f),
            new LeakyRelu(0.01f),
            new Dense(4, 2));
  }

  @Test
  void aNetworkThatCannotBeIsAnErrorOfTheConfiguration() {
    NetworkConfig huge = load("network.hidden=[2000000, 2000000]").network();
    assertThatThrownBy(() -> huge.build(3, TWO_CLASSES))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("network: the network has more than 2,147,483,639 parameters");
    Network.Outputs one = new Network.Outputs(1, new SoftmaxCrossEntropy());
    assertThatThrownBy(() -> load().network().build(3, one))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("network: softmax_cross_entropy needs at least 2 outputs");
  }

  @Test
  void everyOptimizerHasItsDefaults() {
    Adam adam = new Adam(0.9, 0.999, 1e-8);
    assertThat(create(load())).isEqualTo(adam);
    assertThat(create(load("optimizer.name=sgd"))).isEqualTo(new Sgd());
    assertThat(create(load("optimizer.name=momentum"))).isEqualTo(new Momentum(0.9, false));
    assertThat(create(load("optimizer.name=nesterov"))).isEqualTo(new Nesterov(0.9));
    assertThat(create(load("optimizer.name=rmsprop"))).isEqualTo(new RmsProp(0.9, 1e-8));
    Network network = load().network().build(3, TWO_CLASSES);
    assertThat(create(load("optimizer.name=adamw")))
        .isEqualTo(new AdamW(adam, 0.01, network.parameters().ranges(Role::isPenalised)));
  }

  private Optimizer create(LockstepConfig config) {
    return config.optimizer().create(load().network().build(3, TWO_CLASSES).parameters());
  }

  @Test
  void thePlanHoldsWhatTheConfigurationSays() {
    LockstepConfig config =
        load(
            "training={epochs: 3, batch_size: 10, seed: 9, shuffle: shard, evaluate_every: 2}",
            "learning_rate={initial: 0.5, schedule: inverse_time}",
            "regularization={l2: 0.25, clip_norm: 4}");
    Network network = config.network().build(3, TWO_CLASSES);
    TrainingPlan plan = config.plan(config.training().batches(101), network);
    assertThat(plan.steps()).isEqualTo(33);
    assertThat(plan.batches().batchSize()).isEqualTo(10);
    assertThat(plan.batches().seed()).isEqualTo(9);
    assertThat(plan.batches().shuffle()).isEqualTo(Shuffle.SHARD);
    assertThat(plan.evaluateEvery()).isEqualTo(2);
    assertThat(plan.learningRate()).isEqualTo(new InverseTimeRate(0.5, 1));
    assertThat(plan.policy()).isEqualTo(new Policies(List.of()));
    List<Range> weights = network.parameters().ranges(Role::isPenalised);
    assertThat(plan.regularization())
        .isEqualTo(
            new Regularization(
                List.of(new Penalty(0.25, weights)), List.of(new Penalty(0, weights))));
    assertThat(plan.clip()).isEqualTo(new GradientClip(Double.POSITIVE_INFINITY, 4));
  }

  @Test
  void theSizeOfMiniBatchesIsResolvedByTheExamplesAndWrittenBackAsAsked() {
    LockstepConfig full = load("training.batch_size=full");
    LockstepConfig auto = load("training.batch_size=auto");
    assertThat(full.training().batches(5000).batchSize()).isEqualTo(5000);
    assertThat(full.training().batches(5000).stepsPerEpoch()).isEqualTo(1);
    assertThat(auto.training().batches(2000).batchSize()).isEqualTo(2000);
    assertThat(auto.training().batches(5000).batchSize()).isEqualTo(32);
    assertThat(full.resolved().get("training")).asString().contains("batch_size=full,");
    assertThat(auto.resolved().get("training")).asString().contains("batch_size=auto,");
  }

  @Test
  void checkpointsAreWrittenEveryTenMinutesUnlessOtherwiseAskedFor() {
    assertThat(load().training().checkpoint())
        .isEqualTo(new CheckpointConfig(new CheckpointConfig.Minutes(10), 2, false));
    assertThat(load("training.checkpoint={keep: 5}").training().checkpoint())
        .isEqualTo(new CheckpointConfig(new CheckpointConfig.Minutes(10), 5, false));
    assertThat(
            load("training.checkpoint={every_epochs: 2, keep_best: true}").training().checkpoint())
        .isEqualTo(new CheckpointConfig(new CheckpointConfig.Epochs(2), 2, true));
  }

  @Test
  void thePlanKeepsTheAverageThatIsAskedFor() {
    LockstepConfig config = load("training.average={decay: 0.999}");
    Network network = config.network().build(3, TWO_CLASSES);
    assertThat(config.plan(config.training().batches(101), network).average())
        .isEqualTo(new ExponentialAverage(0.999));
    assertThat(config.plan(config.training().batches(101), network).averages()).isTrue();
    assertThat(load().plan(load().training().batches(101), network).averages()).isFalse();
  }

  @Test
  void eachDenseLayerMayHaveAPenaltyOfItsOwn() {
    LockstepConfig config =
        load("network.hidden=[4]", "regularization={l2: [0.25, 0], l1: [1, 2.5]}");
    Network network = config.network().build(3, TWO_CLASSES);
    List<Range> weights = network.parameters().ranges(Role::isPenalised);
    assertThat(config.plan(config.training().batches(101), network).regularization())
        .isEqualTo(
            new Regularization(
                List.of(
                    new Penalty(0.25, weights.subList(0, 1)),
                    new Penalty(0, weights.subList(1, 2))),
                List.of(
                    new Penalty(1, weights.subList(0, 1)),
                    new Penalty(2.5, weights.subList(1, 2)))));
  }

  @Test
  void regressionTakesSquaredError() {
    assertThat(load("training.loss=squared_error").training().loss()).isEqualTo(new SquaredError());
  }
}
