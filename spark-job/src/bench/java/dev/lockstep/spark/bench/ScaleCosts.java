package dev.lockstep.spark.bench;

import dev.lockstep.bench.Arguments;
import dev.lockstep.bench.ProcessorTime;
import dev.lockstep.bench.Shape;
import dev.lockstep.bench.StepParts;
import dev.lockstep.bench.scale.Costs;

/** What each part of a distributed step costs here: the measured side of the simulation. */
public final class ScaleCosts {
  private static final int SUMS = 4;

  /** Floats of a message whose bytes cost nothing beside it. */
  private static final int SMALL = 16;

  private ScaleCosts() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.parse("shape=28-128-64-2 seconds=3", args);
    double seconds = arguments.number("seconds");
    StepParts parts = new StepParts(Shape.parse(arguments.text("shape")));
    MessageCosts messages = MessageCosts.measure(parts.parameters(), seconds);
    MessageCosts small = MessageCosts.measure(SMALL, seconds);
    new Costs(
            parts.parameters(),
            ProcessorTime.median(seconds, parts.gradient(Costs.FEW)),
            ProcessorTime.median(seconds, parts.gradient(Costs.MANY)),
            messages.send(),
            messages.receive(),
            (small.send() + small.receive()) / 2,
            ProcessorTime.median(seconds, parts.addition(SUMS)) / SUMS,
            ProcessorTime.median(seconds, parts.update()))
        .row(arguments.text("shape"))
        .print();
  }
}
