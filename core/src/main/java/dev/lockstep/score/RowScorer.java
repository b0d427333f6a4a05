package dev.lockstep.score;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelDirectory;
import dev.lockstep.model.ModelFiles;
import dev.lockstep.nn.inference.Inference;
import dev.lockstep.score.RowEncoder.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scores rows of plain Java values by a model: what the command predict says of them, to the bit,
 * one at a time or many. For any number of threads.
 *
 * <p>Values are read as those of a table are. A number may be any Number, a Boolean, or a text that
 * is one; a category a String, or a Number or Boolean by its text; a vector an array or List of
 * numbers; a date or time one of java.time, in UTC if it knows a zone, or a text. Missing is null,
 * NaN, an empty text, and what the model's missing_texts are.
 */
public final class RowScorer {
  private final Model model;
  private final RowEncoder encoder;
  private final Inference inference;
  private final ThreadLocal<ScorerRoom> single;
  private final ThreadLocal<ScorerRoom> block;

  public RowScorer(Model model) {
    this.model = model;
    this.encoder = new RowEncoder(model.features());
    this.inference = new Inference(model.network(), model.parameters());
    this.single = ThreadLocal.withInitial(() -> ScorerRoom.forOne(model));
    this.block = ThreadLocal.withInitial(() -> ScorerRoom.forMany(model));
  }

  /**
   * By the model in a directory of this machine: that in which model.json is.
   *
   * @throws dev.lockstep.model.CorruptModelException naming the file and what is wrong with it
   */
  public static RowScorer load(Path directory) throws IOException {
    return new RowScorer(Model.load(directory));
  }

  /** By the model in a directory of any file system. */
  public static RowScorer load(ModelDirectory directory) throws IOException {
    return new RowScorer(ModelFiles.read(directory));
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /** The names of the columns that are needed, in the order of values without names. */
  public List<String> columns() {
    return encoder.names();
  }

  /**
   * The prediction for a row of values by column; what is no feature is not looked at.
   *
   * @throws BadRowException naming a column that is not there, or holds what the model cannot read
   */
  public Prediction score(Map<String, ?> row) {
    return score(column -> value(row, column));
  }

  /**
   * The prediction for a row of values in the order of {@link #columns}.
   *
   * @throws BadRowException if there are more or fewer, or one cannot be read
   */
  public Prediction score(@Nullable Object[] values) {
    checkLength(values);
    return score(column -> values[column]);
  }

  private Prediction score(Values row) {
    ScorerRoom room = single.get();
    room.begin();
    room.add(encoder, row);
    return room.prediction(outputs(room), 0);
  }

  /**
   * The predictions for rows of values by column, in their order.
   *
   * @throws BadRowException naming the first row that is bad, from 1, as for a single one
   */
  public List<Prediction> scoreMaps(List<? extends Map<String, ?>> rows) {
    return scoreAll(
        rows.size(),
        r -> {
          Map<String, ?> row = rows.get(r);
          return column -> value(row, column);
        });
  }

  /**
   * The predictions for rows of values in the order of {@link #columns}.
   *
   * @throws BadRowException naming the first row that is bad, from 1, as for a single one
   */
  public List<Prediction> scoreArrays(List<@Nullable Object[]> rows) {
    return scoreAll(
        rows.size(),
        r -> {
          @Nullable Object[] row = rows.get(r);
          checkLength(row);
          return column -> row[column];
        });
  }

  private List<Prediction> scoreAll(int count, Rows rows) {
    List<Prediction> predictions = new ArrayList<>(count);
    ScorerRoom room = block.get();
    for (int from = 0; from < count; from += room.capacity()) {
      int to = Math.min(count, from + room.capacity());
      room.begin();
      for (int r = from; r < to; r++) {
        try {
          room.add(encoder, rows.get(r));
        } catch (BadRowException e) {
          throw new BadRowException(
              String.format(Locale.ROOT, "%s, in row %,d", e.getMessage(), r + 1));
        }
      }
      Matrix outputs = outputs(room);
      for (int i = 0; i < to - from; i++) {
        predictions.add(room.prediction(outputs, i));
      }
    }
    return predictions;
  }

  /** Rows by their place. */
  @FunctionalInterface
  private interface Rows {
    Values get(int row);
  }

  private Matrix outputs(ScorerRoom room) {
    Matrix outputs = inference.outputs(room.batch());
    model.network().loss().predict(outputs);
    return outputs;
  }

  private @Nullable Object value(Map<String, ?> row, int column) {
    String name = columns().get(column);
    Object value = row.get(name);
    if (value == null && !row.containsKey(name)) {
      throw new BadRowException(
          String.format(
              Locale.ROOT,
              "the row has no column '%s'; it has %s; null stands for a missing value",
              name,
              row.keySet()));
    }
    return value;
  }

  private void checkLength(@Nullable Object[] values) {
    if (values.length != columns().size()) {
      throw new BadRowException(
          String.format(
              Locale.ROOT,
              "the row has %d values; %d are needed: %s",
              values.length,
              columns().size(),
              columns()));
    }
  }
}
