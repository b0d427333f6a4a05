package dev.lockstep.bench.scale;

import dev.lockstep.bench.Arguments;
import dev.lockstep.bench.Row;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads rows of measured costs from standard input, simulates steps on up to a thousand executors,
 * prints rows, and draws a plot.
 */
public final class Scale {
  private final Cluster cluster;
  private final Arguments arguments;
  private final ScalePlot plot;

  private Scale(Arguments arguments) {
    this.arguments = arguments;
    this.cluster = Cluster.of(arguments);
    this.plot = new ScalePlot(arguments.integer("examples"), arguments.integer("batch"));
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        Arguments.parse(
            "link_gbit=10 round_trip_us=100 threads=4 jitter=0.1 examples=1000 batch=8000"
                + " plot=scale.svg",
            args);
    Scale scale = new Scale(arguments);
    scale.assumptions().print();
    for (Costs costs : read()) {
      new SelfCheck(scale.cluster, costs).run();
      for (Scaling scaling : Scaling.values()) {
        scale.simulate(scaling, costs);
      }
    }
    scale.plot.write(Path.of(arguments.text("plot")));
  }

  private static List<Costs> read() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<Costs> costs = new ArrayList<>();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Row row = Row.parse(line);
      if (row.table().equals(Costs.TABLE)) {
        costs.add(Costs.of(row));
      }
    }
    costs.sort(Comparator.comparing(Costs::parameters));
    return costs;
  }

  private Row assumptions() {
    Row row = new Row("scale-assumptions", "simulated");
    for (String each :
        List.of("link_gbit", "round_trip_us", "threads", "jitter", "examples", "batch")) {
      row.with(each, arguments.text(each));
    }
    return row;
  }

  private void simulate(Scaling scaling, Costs costs) throws IOException {
    Steps steps = new Steps(cluster, costs);
    int size = arguments.integer(scaling.size());
    Curve star = Curve.simulate(scaling, Topology.STAR, steps, size);
    Curve tree = Curve.simulate(scaling, Topology.TREE, steps, size);
    plot.add(star);
    plot.add(tree);
    for (int executors : Curve.TABLE) {
      row(star, tree, executors).print();
    }
    limits(star, tree).print();
  }

  private static Row row(Curve star, Curve tree, int executors) {
    return new Row(star.table(), "simulated")
        .with("parameters", star.costs().parameters())
        .with("executors", executors)
        .with("star_ms", 1e3 * star.at(executors), 2)
        .with("star_speed_up", star.speedUp(executors), 2)
        .with("star_efficiency", star.efficiency(executors), 3)
        .with("tree_ms", 1e3 * tree.at(executors), 2)
        .with("tree_speed_up", tree.speedUp(executors), 2)
        .with("tree_efficiency", tree.efficiency(executors), 3);
  }

  /** Where each stops to scale. */
  private static Row limits(Curve star, Curve tree) {
    return new Row(star.table() + "-limit", "simulated")
        .with("parameters", star.costs().parameters())
        .with("star_executors", star.limit())
        .with("star_speed_up", star.speedUp(star.limit()), 1)
        .with("tree_executors", tree.limit())
        .with("tree_speed_up", tree.speedUp(tree.limit()), 1);
  }
}
