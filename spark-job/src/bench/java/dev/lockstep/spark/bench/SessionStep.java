package dev.lockstep.spark.bench;

import dev.lockstep.bench.Arguments;
import dev.lockstep.bench.Networks;
import dev.lockstep.bench.Row;
import dev.lockstep.bench.Shape;
import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.GradientClip;
import dev.lockstep.optim.Regularization;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.spark.bench.BenchTraining.Size;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Policy;
import dev.lockstep.train.StepTimes;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingState;
import org.apache.spark.sql.SparkSession;

/** Training steps of the whole of Lockstep on Spark, and where their time goes. */
public final class SessionStep {
  private static final int WARM_UP = 500;

  private SessionStep() {}

  /** Threads: how many cores the master has, for the comparison with peers. */
  public static void main(String[] args) throws Exception {
    Arguments arguments =
        Arguments.parse(
            "master=local[2] threads=2 exchange=session shape=28-128-64-2 batch=1000 rows=100000"
                + " shards=4 hidden=plain seconds=5",
            args);
    Size size =
        new Size(
            arguments.integer("rows"), arguments.integer("shards"), arguments.integer("batch"));
    String exchange = arguments.text("exchange");
    try (SparkSession spark = LocalSpark.startLockstep(arguments.text("master"));
        BenchTraining training =
            new BenchTraining(
                spark, Shape.parse(arguments.text("shape")), arguments.text("hidden"), size);
        GradientSource gradients = training.gradients(exchange, GradientCompression.NONE)) {
      StepTimes warm = train(training, gradients, WARM_UP);
      double step = Math.max(warm.percentile(50) / 1e3, 1e-5);
      StepTimes times = train(training, gradients, 1 + (long) (arguments.number("seconds") / step));
      print(arguments, times);
    }
  }

  private static StepTimes train(BenchTraining training, GradientSource gradients, long steps) {
    TrainingPlan plan =
        new TrainingPlan(
            training.batches(),
            steps,
            0,
            new Adam(0.9, 0.999, 1e-8),
            new ConstantRate(0.001),
            Regularization.none(),
            GradientClip.none(),
            Policy.NONE,
            training.statistics(),
            ExponentialAverage.LATEST);
    return new Trainer(plan, gradients, TrainingState.initial(plan, training.parameters()))
        .train(TrainingListener.NONE)
        .times();
  }

  private static String name(Arguments arguments) {
    return "lockstep-"
        + arguments.text("exchange")
        + Networks.suffix("relu", arguments.text("hidden"));
  }

  private static void print(Arguments arguments, StepTimes times) throws Exception {
    double total = times.totalSeconds();
    int batch = arguments.integer("batch");
    new Row("core", name(arguments))
        .with("shape", arguments.text("shape"))
        .with("batch", batch)
        .with("threads", arguments.integer("threads"))
        .with("examples_per_second", batch / times.percentile(50) * 1e3, 0)
        .with("step_ms_p50", times.percentile(50), 3)
        .with("master", arguments.text("master"))
        .with("compute_share", times.computeSeconds() / total, 2)
        .with("exchange_share", times.exchangeSeconds() / total, 2)
        .with("optimizer_share", times.optimizerSeconds() / total, 2)
        .with("other_share", times.otherSeconds() / total, 2)
        .print();
  }
}
