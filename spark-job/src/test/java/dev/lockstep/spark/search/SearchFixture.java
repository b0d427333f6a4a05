package dev.lockstep.spark.search;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.spark.search.file.SearchFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A small search on tables in a directory, and what comes of it. */
public record SearchFixture(Path directory) {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String BASE =
      """
      data: {train: %1$s/train, dev: %1$s/dev, test: %1$s/test, label: label}
      network: {hidden: [4]}
      training: {epochs: 5, batch_size: 50, shards: 3}
      learning_rate: {schedule: cosine}
      output: {path: %1$s/unused}
      """;

  private static final String SEARCH =
      """
      train: base.yaml
      space:
        learning_rate.initial: {scale: log, from: 0.001, to: 0.3}
        network.hidden: {layers: {from: 1, to: 2}, units: {scale: log, from: 2, to: 16}}
        optimizer.name: {values: [adam, momentum]}
        optimizer.beta: {scale: one_minus_log, from: 0.5, to: 0.99, when: {optimizer.name: momentum}}
      budget: {trials: 10, rounds: 2}
      halving: {factor: 2, first_epochs: 1}
      output: {path: %s/found}
      """;

  /** Writes the tables, and both configurations. */
  public static SearchFixture in(Path directory, SparkSession spark) throws IOException {
    SearchFixture fixture = new SearchFixture(directory);
    fixture.write(rows(spark, 0, 600), "train");
    fixture.write(rows(spark, 1000, 1300), "dev");
    fixture.write(rows(spark, 2000, 2200), "test");
    fixture.writeConfigurations();
    return fixture;
  }

  /** Writes both configurations. */
  public void writeConfigurations() throws IOException {
    Files.writeString(directory.resolve("base.yaml"), BASE.formatted(directory));
    Files.writeString(directory.resolve("search.yaml"), SEARCH.formatted(directory));
  }

  /** Points of a plane, whose class no line tells. */
  public static Dataset<Row> rows(SparkSession spark, int from, int to) {
    return spark
        .range(from, to, 1, 2)
        .selectExpr(
            "sin(id * 7.0) AS x",
            "cos(id * 11.0) AS y",
            "CAST(sin(id * 7.0) * cos(id * 11.0) > 0.05 * sin(id * 3.0) AS INT) AS label");
  }

  private void write(Dataset<Row> rows, String name) {
    rows.write().parquet(directory.resolve(name).toString());
  }

  /** The search, with options that override its keys. */
  public SearchConfig config(String... options) {
    return SearchFile.load(directory.resolve("search.yaml"), List.of(options), List.of());
  }

  /** The lines of trials.jsonl in a directory, without what takes another time each time. */
  public List<String> table(String name) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve(name).resolve("trials.jsonl"))) {
      rows.add(timeless(line));
    }
    return rows;
  }

  static String timeless(String line) {
    try {
      ObjectNode row = (ObjectNode) JSON.readTree(line);
      row.remove(List.of("seconds", "cpu_seconds"));
      return JSON.writeValueAsString(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
