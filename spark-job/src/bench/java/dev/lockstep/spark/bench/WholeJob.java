package dev.lockstep.spark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.bench.Arguments;
import dev.lockstep.bench.Row;
import java.io.File;

/** The figures of a run of {@code scripts/lockstep train}, from its report.json. */
public final class WholeJob {
  private WholeJob() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.parse("report=report.json shape=28-128-64-2", args);
    JsonNode report = new ObjectMapper().readTree(new File(arguments.text("report")));
    long rows = report.at("/data/train_examples").asLong();
    double speed = report.at("/examples_per_second").asDouble();
    new Row("job", "lockstep-" + report.at("/exchange").asText())
        .with("shape", arguments.text("shape"))
        .with("rows", rows)
        .with("master", report.at("/master").asText())
        .with("examples_per_second", speed, 0)
        .with("pass_seconds", rows / speed, 3)
        .with("step_ms_p50", report.at("/step_milliseconds/p50").asDouble(), 3)
        .print();
  }
}
