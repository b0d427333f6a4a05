package dev.lockstep.score;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A program that scores: the public API as core/README.md shows it. */
final class ScoreProgram {
  private ScoreProgram() {}

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);

    RowScorer scorer = RowScorer.load(directory); // Where model.json is.
    Map<String, Object> row = Map.of("x", 1.5, "city", "Ulm");
    if (scorer.score(row) instanceof ClassPrediction found) {
      System.out.println(found.label() + " " + found.probability());
    }
  }
}
