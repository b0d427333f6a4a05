package dev.lockstep.model;

import dev.lockstep.feature.Checks;
import dev.lockstep.feature.Labels;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.metric.Classes;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.shard.Standardizer;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a model predicts: a class, or numbers. */
public sealed interface Target {
  /** The columns of the table that hold the truth. */
  List<String> columns();

  /** Whether another is of the same kind and of the same columns. */
  default boolean isLike(Target other) {
    return getClass().equals(other.getClass()) && columns().equals(other.columns());
  }

  /** In a sentence, after "predicts". */
  default String describe() {
    String what = this instanceof Classification ? "classes of " : "numbers of ";
    return what + String.join(", ", columns());
  }

  /** Throws IllegalArgumentException, naming both sides, if a network cannot predict this. */
  void check(Network network);

  /**
   * One of several classes, each a value of the label column.
   *
   * @param type the column's type in the table, such as "int" or "date", which whoever writes
   *     predictions turns the labels back into
   * @param labels the classes: ascending, and all String, all Long, all Double or all Boolean; the
   *     place of a label is its class index
   * @param threshold of two classes: what the probability of the second must exceed
   */
  record Classification(String column, String type, Vocabulary<Object> labels, double threshold)
      implements Target {
    /** Where the most probable class is predicted. */
    public Classification(String column, String type, Vocabulary<Object> labels) {
      this(column, type, labels, Classes.EVEN);
    }

    public Classification {
      Checks.name(column);
      if (labels.size() < 2) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the label column '%s' has %d distinct values %s; a classification needs at least 2",
                column,
                labels.size(),
                labels));
      }
      if (!labels.values().equals(Labels.sorted(column, labels.values()))) {
        throw new IllegalArgumentException(
            "the labels of '" + column + "' are not ascending: " + labels);
      }
      if (!(threshold > 0 && threshold < 1)) {
        throw new IllegalArgumentException("a threshold must lie in (0, 1), not " + threshold);
      }
      if (threshold != Classes.EVEN && labels.size() != 2) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "a threshold is for 2 classes; the label column '%s' has %d",
                column,
                labels.size()));
      }
    }

    /** The same with another threshold. */
    public Classification at(double other) {
      return new Classification(column, type, labels, other);
    }

    /**
     * Sorts distinct values into classes. Byte, Short and Integer become Long, Float becomes
     * Double; values of other types must be given as strings.
     *
     * @throws IllegalArgumentException for values of different types, NaN, or fewer than 2 values
     */
    public static Classification of(String column, String type, Collection<?> values) {
      return new Classification(column, type, new Vocabulary<>(Labels.sorted(column, values)));
    }

    /**
     * The class index of a value of the label column, or -1 for a value not seen in training.
     * Numbers are equal whatever their type, and false and true are 0 and 1.
     */
    public int indexOf(@Nullable Object value) {
      return value == null ? -1 : labels.indexOf(Labels.alike(value, labels.get(0)));
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public void check(Network network) {
      Loss loss = network.loss();
      int classes = labels.size();
      boolean fits =
          (loss instanceof SoftmaxCrossEntropy && network.outputs() == classes)
              || (loss instanceof SigmoidCrossEntropy && network.outputs() == 1 && classes == 2);
      if (!fits) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the label column '%s' has %d classes, which needs %d outputs with"
                    + " softmax_cross_entropy%s; the network has %d with %s",
                column,
                classes,
                classes,
                classes == 2 ? " or 1 with sigmoid_cross_entropy" : "",
                network.outputs(),
                loss.kind()));
      }
    }
  }

  /**
   * Numbers: one output for each column, in this order.
   *
   * @param standardizers one for each column: what the network predicts is standardized by it
   */
  record Regression(List<String> columns, List<Standardizer> standardizers) implements Target {
    public Regression {
      columns = List.copyOf(columns);
      standardizers = List.copyOf(standardizers);
      columns.forEach(Checks::name);
      if (columns.isEmpty() || new HashSet<>(columns).size() != columns.size()) {
        throw new IllegalArgumentException(
            "a regression needs at least 1 target column, each once, not " + columns);
      }
      if (standardizers.size() != columns.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%d target columns need as many means and deviations, not %d",
                columns.size(),
                standardizers.size()));
      }
    }

    /** Numbers that the network predicts as they are. */
    public static Regression plain(List<String> columns) {
      return new Regression(columns, Collections.nCopies(columns.size(), Standardizer.none()));
    }

    @Override
    public void check(Network network) {
      if (!(network.loss() instanceof SquaredError) || network.outputs() != columns.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the target columns %s need %d outputs with squared_error; the network has %d with %s",
                columns,
                columns.size(),
                network.outputs(),
                network.loss().kind()));
      }
    }
  }
}
