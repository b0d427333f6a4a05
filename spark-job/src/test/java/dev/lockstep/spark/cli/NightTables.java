package dev.lockstep.spark.cli;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Tables of nights in a directory, cut from the one that the recipes come with. */
final class NightTables {
  private final Path directory;
  private final String header;
  private final List<String> rows;

  NightTables(Path directory) throws IOException {
    this.directory = directory;
    Path table = Outcome.HOME.resolve("conf/data/adult-train.csv.gz");
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(table)), StandardCharsets.UTF_8))) {
      List<String> lines = in.lines().toList();
      header = lines.get(0);
      rows = lines.subList(1, lines.size());
    }
  }

  Path directory() {
    return directory;
  }

  /** Writes the rows from that one on, 0 the first, up to that one, exclusive. */
  Path write(String night, int from, int to) throws IOException {
    return write(night, rows.subList(from, to));
  }

  /** The same rows, each with the label of another one. */
  Path writeShuffled(String night, int from, int to) throws IOException {
    List<String> taken = rows.subList(from, to);
    List<String> labels =
        new ArrayList<>(taken.stream().map(row -> row.substring(label(row))).toList());
    Collections.shuffle(labels, new Random(3));
    List<String> shuffled = new ArrayList<>();
    for (int i = 0; i < taken.size(); i++) {
      shuffled.add(taken.get(i).substring(0, label(taken.get(i))) + labels.get(i));
    }
    return write(night, shuffled);
  }

  /** Where the last cell of a row begins, with its comma. */
  private static int label(String row) {
    return row.lastIndexOf(',');
  }

  private Path write(String night, List<String> taken) throws IOException {
    Path table = directory.resolve(night + ".csv.gz");
    try (BufferedWriter out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(table)), StandardCharsets.UTF_8))) {
      out.write(header + "\n" + String.join("\n", taken) + "\n");
    }
    return table;
  }
}
