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
    List<Curve> curves = new ArrayList<>();
    for (Topology topology : Topology.values()) {
      curves.add(Curve.simulate(scaling, topology, steps, size));
    }
    curves.forEach(plot::add);
    for (int executors : Curve.TABLE) {
      row(curves, executors).print();
    }
    limits(curves).print();
  }

  private static Row row(List<Curve> curves, int executors) {
    Row row = begin(curves, "").with("executors", executors);
    for (Curve curve : curves) {
      row.with(curve.name() + "_ms", 1e3 * curve.at(executors), 2)
          .with(curve.name() + "_speed_up", curve.speedUp(executors), 2)
          .with(curve.name() + "_efficiency", curve.efficiency(executors), 3);
    }
    return row;
  }

  /** Where each stops to scale. */
  private static Row limits(List<Curve> curves) {
    Row row = begin(curves, "-limit");
    for (Curve curve : curves) {
      row.with(curve.name() + "_executors", curve.limit())
          .with(curve.name() + "_speed_up", curve.speedUp(curve.limit()), 1);
    }
    return row;
  }

  private static Row begin(List<Curve> curves, String table) {
    Curve first = curves.get(0);
    return new Row(first.table() + table, "simulated")
        .with("parameters", first.costs().parameters());
  }
}
