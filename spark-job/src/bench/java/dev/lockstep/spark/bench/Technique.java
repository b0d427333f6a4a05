package dev.lockstep.spark.bench;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.train.Split;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a technique is compared on.
 *
 * @param split dev; test where the technique chooses by dev
 * @param figure such as accuracy
 * @param without overrides of both trainings
 * @param with overrides of the training with the technique, after those
 */
record Technique(
    String name,
    SmallTable table,
    Split split,
    String figure,
    List<String> without,
    List<String> with) {

  /** All of them, in the order of the page. */
  static List<Technique> all() {
    return List.of(
        images("L2").on("loss").with("regularization.l2=0.1"),
        images("L1").on("loss").with("regularization.l1=1"),
        images("dropout").on("loss").with("network.keep_prob=0.5"),
        deep("batch normalization")
            .without("network.initializer=normal")
            .with("network.batch_norm=shard"),
        augmentation("mirror=true"),
        augmentation("scale=0.1"),
        augmentation("rotate=10"),
        augmentation("shift=1"),
        augmentation("elastic={alpha: 20, sigma: 4}"),
        augmentation("noise=0.1"),
        augmentation("cutout=8"),
        images("label smoothing").on("loss").with("training.label_smoothing=0.1"),
        forest("averaged parameters")
            .without("learning_rate.initial=0.005")
            .with("training.average={decay: 0.99}"),
        images("early stopping")
            .onTest("loss")
            .without("training.epochs=60")
            .with("early_stopping.patience=5"),
        images("temperature").onTest("loss").with("training.calibrate=temperature"),
        images("AdamW").on("loss").with("optimizer.name=adamw", "optimizer.weight_decay=0.3"),
        deep("clipping")
            .without("optimizer.name=sgd", "learning_rate.initial=0.1")
            .with("regularization.clip_norm=0.3"),
        adult("weights of classes").on("macro_recall").with("training.class_weights=balanced"),
        adult("threshold").onTest("f1").with("training.threshold=tune"),
        adult("scale: standard").without("data.standardize=false").with("data.standardize=true"),
        adult("scale: min_max")
            .without("data.standardize=false")
            .with("data.standardize=null", "data.scale=min_max"),
        adult("scale: robust")
            .without("data.standardize=false")
            .with("data.standardize=null", "data.scale=robust"),
        forest("piecewise-linear encoding").with("data.encode={piecewise_linear: {bins: 32}}"),
        forest("weights of classes").on("macro_recall").with("training.class_weights=balanced"),
        schedule("inverse_time", "learning_rate.decay=1"),
        schedule("exponential", "learning_rate.decay=0.8"),
        schedule("inverse_sqrt"),
        schedule("inverse_sqrt", "learning_rate.per=step", "learning_rate.initial=0.1"),
        schedule("staircase", "learning_rate.decay=0.1", "learning_rate.every=8"),
        schedule("manual", "learning_rate.table={10: 0.003, 15: 0.001}"),
        schedule("cosine"),
        schedule("cosine", "learning_rate.period=5"),
        schedule("one_cycle", "learning_rate.max=0.01", "learning_rate.initial=0.0004"),
        deep("warm-up")
            .without("learning_rate.initial=0.02")
            .with("learning_rate.warmup_steps=200"),
        forest("reduce_on_plateau")
            .onTest("accuracy")
            .without("learning_rate.initial=0.005", "training.evaluate_every=1")
            .with("reduce_on_plateau.patience=1", "reduce_on_plateau.factor=0.3"),
        deep("momentum")
            .without("optimizer.name=sgd", "learning_rate.initial=0.1")
            .with("optimizer.name=momentum"),
        optimizer("nesterov"),
        optimizer("rmsprop"),
        optimizer("adam"),
        initializer("he"),
        initializer("glorot"),
        initializer("xavier"));
  }

  private static Technique schedule(String name, String... keys) {
    return forest(name)
        .without("learning_rate.initial=0.02")
        .with("learning_rate.schedule=" + name)
        .and(keys);
  }

  private static Technique augmentation(String key) {
    return images("augmentation")
        .on("loss")
        .without("data.standardize=null", "data.scale=min_max", "augmentation.shape=[1, 28, 28]")
        .with("augmentation." + key);
  }

  private static Technique optimizer(String name) {
    return plain(name, SmallTable.SPIRAL)
        .without("optimizer.name=sgd", "learning_rate.initial=0.01")
        .with("optimizer.name=" + name);
  }

  private static Technique initializer(String name) {
    return deep("initializer: " + name)
        .without("network.initializer=normal")
        .with("network.initializer=" + name);
  }

  /** On a network of twelve hidden layers. */
  private static Technique deep(String name) {
    return plain(name, SmallTable.DEEP);
  }

  private static Technique images(String name) {
    return plain(name, SmallTable.IMAGES);
  }

  private static Technique forest(String name) {
    return plain(name, SmallTable.FOREST);
  }

  private static Technique adult(String name) {
    return plain(name, SmallTable.ADULT);
  }

  private static Technique plain(String name, SmallTable table) {
    return new Technique(name, table, Split.DEV, "accuracy", List.of(), List.of());
  }

  private Technique on(String judged) {
    return new Technique(name, table, Split.DEV, judged, without, with);
  }

  private Technique onTest(String judged) {
    return new Technique(name, table, Split.TEST, judged, without, with);
  }

  private Technique without(String... keys) {
    return new Technique(name, table, split, figure, List.of(keys), with);
  }

  private Technique with(String... keys) {
    return new Technique(name, table, split, figure, without, List.of(keys));
  }

  private Technique and(String... keys) {
    List<String> all = Stream.concat(with.stream(), Stream.of(keys)).toList();
    return new Technique(name, table, split, figure, without, all);
  }

  /** The overrides of the training with the technique. */
  List<String> both() {
    return Stream.concat(without.stream(), with.stream()).toList();
  }

  /**
   * What is compared; macro_recall is the mean of the classes' shares that are classified rightly.
   */
  double figureOf(MetricReport report) {
    return figure.equals("macro_recall")
        ? macroRecall(report.confusion().orElseThrow().weights())
        : report.value(Measure.named(figure).orElseThrow()).orElseThrow();
  }

  private static double macroRecall(List<List<Double>> confusion) {
    double sum = 0;
    for (int k = 0; k < confusion.size(); k++) {
      List<Double> row = confusion.get(k);
      sum += row.get(k) / row.stream().mapToDouble(weight -> weight).sum();
    }
    return sum / confusion.size();
  }

  /** Shares in percent, losses as they are. */
  String shown(double value) {
    return figure.equals("loss")
        ? String.format(Locale.ROOT, "%.3f", value)
        : String.format(Locale.ROOT, "%.1f%%", 100 * value);
  }
}
