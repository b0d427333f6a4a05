package dev.lockstep.spark.bench;

import dev.lockstep.bench.Arguments;
import dev.lockstep.bench.Networks;
import dev.lockstep.bench.Shape;
import dev.lockstep.bench.StepTimes;
import dev.lockstep.spark.bench.BenchTraining.Size;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.train.GradientSource;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * What a step of an exchange costs with next to no arithmetic, on a mini-batch of one example: the
 * counterpart of {@link BareJobPeer} and {@link SocketPeer}.
 */
public final class ExchangeStep {
  private static final Size SIZE = new Size(2_000, 2, 1);

  private ExchangeStep() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        Arguments.parse(
            "master=local[2] exchange=job shape=28-128-64-2 compression=none hidden=plain seconds=5",
            args);
    Shape shape = Shape.parse(arguments.text("shape"));
    String hidden = arguments.text("hidden");
    String exchange = arguments.text("exchange");
    String compression = arguments.text("compression");
    try (SparkSession spark = LocalSpark.startLockstep(arguments.text("master"));
        BenchTraining training = new BenchTraining(spark, shape, hidden, SIZE);
        GradientSource gradients =
            training.gradients(
                exchange, GradientCompression.valueOf(compression.toUpperCase(Locale.ROOT)))) {
      float[] parameters = training.parameters();
      String peer =
          "lockstep-"
              + exchange
              + suffix(arguments.text("compression"))
              + Networks.suffix("relu", hidden);
      StepTimes.measure(arguments.number("seconds"), () -> gradients.at(parameters, 0))
          .exchangeRow(peer, parameters.length, SIZE.shards())
          .with("master", arguments.text("master"))
          .print();
    }
  }

  private static String suffix(String choice) {
    return choice.equals("none") ? "" : "-" + choice;
  }
}
