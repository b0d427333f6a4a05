package dev.lockstep.spark.bench;

import dev.lockstep.bench.Arguments;
import dev.lockstep.bench.Row;
import dev.lockstep.bench.Shape;
import dev.lockstep.bench.StepTimes;
import dev.lockstep.spark.bench.BenchTraining.Size;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Routes;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.config.PortRange;
import dev.lockstep.spark.exchange.topology.StepCosts;
import dev.lockstep.train.GradientSource;
import java.io.IOException;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * What a step of each topology costs on a cluster whose links are as slow as those of a network:
 * next to empty ones, on a mini-batch of one example, and real ones, beside what Lockstep expects
 * before it chooses one, and the time that the parameters take four times through a link.
 */
public final class NetworkSteps {
  private static final double BYTES_PER_GBIT = 1e9 / 8;

  /** Of a small message, there and back, without a delay of links. */
  private static final double ROUND_TRIP_MS = 0.2;

  private NetworkSteps() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        Arguments.parse(
            "master=local-cluster[2,1,512] executors=2 link_gbit=1 delay_ms=0 seconds=5 batch=1"
                + " shapes=28-128-64-2,28-485-485-2,28-984-984-2 topologies=star,tree,sliced",
            args);
    int executors = arguments.integer("executors");
    try (SparkSession spark = LocalSpark.startLockstep(arguments.text("master"), "512m")) {
      for (String shape : arguments.text("shapes").split(",", -1)) {
        int batch = arguments.integer("batch");
        Size size = new Size(Math.max(2_000, 2 * batch), executors, batch);
        try (BenchTraining training = new BenchTraining(spark, Shape.parse(shape), size)) {
          for (String topology : arguments.text("topologies").split(",", -1)) {
            measure(arguments, training, Topology.valueOf(topology.toUpperCase(Locale.ROOT)));
          }
        }
      }
    }
  }

  private static void measure(Arguments arguments, BenchTraining training, Topology topology)
      throws IOException {
    float[] parameters = training.parameters();
    Routes routes = new Routes(topology, PortRange.ANY);
    double gbit = arguments.number("link_gbit");
    double pass = parameters.length * (double) Float.BYTES / (gbit * BYTES_PER_GBIT);
    try (GradientSource gradients = training.session(GradientCompression.NONE, routes)) {
      StepTimes times =
          StepTimes.measure(arguments.number("seconds"), () -> gradients.at(parameters, 0));
      Row what =
          new Row("network", topology.toString())
              .with("parameters", parameters.length)
              .with("executors", arguments.integer("executors"))
              .with("examples", arguments.integer("batch"))
              .with("link_gbit", gbit)
              .with("delay_ms", arguments.number("delay_ms"));
      times
          .figures(what)
          .with("expected_ms", 1e3 * expected(arguments, topology, parameters.length), 2)
          .with("x_four_passes", times.milliseconds(0.5) / (4e3 * pass), 2)
          .print();
    }
  }

  private static double expected(Arguments arguments, Topology topology, int parameters) {
    StepCosts costs =
        new StepCosts(
            arguments.integer("executors"),
            parameters,
            1e-3 * (ROUND_TRIP_MS + 2 * arguments.number("delay_ms")),
            arguments.number("link_gbit") * BYTES_PER_GBIT);
    return switch (topology) {
      case TREE -> costs.treeSeconds();
      case SLICED -> costs.slicedSeconds();
      default -> costs.starSeconds();
    };
  }
}
