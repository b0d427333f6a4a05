package dev.lockstep.spark.champion;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.metric.Classes;
import dev.lockstep.model.ModelJson;
import dev.lockstep.model.Target;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Scores the rows of a bucket by both contenders, and adds them up. Confined to one thread. */
final class PairedScores {
  private final SummedFigure figure;
  private final PoissonWeights draws;
  private final ContenderScores champion;
  private final ContenderScores challenger;
  private final Judged championJudged;
  private final Judged challengerJudged;
  private final PairedSums sums;
  private long lastHash;
  private long occurrence;

  PairedScores(TestRows contenders, SummedFigure figure, PoissonWeights draws) {
    this.figure = figure;
    this.draws = draws;
    this.champion = new ContenderScores(contenders.champion());
    this.challenger = new ContenderScores(contenders.challenger());
    Target order = ModelJson.target(contenders.challenger().target());
    this.championJudged = judged(ModelJson.target(contenders.champion().target()), order);
    this.challengerJudged = judged(order, order);
    this.sums = new PairedSums(figure, draws.replicates(), contenders.slices().size());
  }

  /** Adds all rows, which come sorted by their hashes. */
  PairedSums of(Iterator<TestRow> rows) {
    int most = Math.min(champion.capacity(), challenger.capacity());
    List<TestRow> batch = new ArrayList<>();
    while (rows.hasNext()) {
      batch.add(rows.next());
      if (batch.size() == most || !rows.hasNext()) {
        add(batch);
        batch.clear();
      }
    }
    return sums;
  }

  private void add(List<TestRow> batch) {
    Matrix ofChampion = champion.outputs(batch, row -> row.champion);
    Matrix ofChallenger = challenger.outputs(batch, row -> row.challenger);
    RowTerms one = new RowTerms(figure.terms());
    RowTerms other = new RowTerms(figure.terms());
    for (int i = 0; i < batch.size(); i++) {
      TestRow row = batch.get(i);
      championJudged.judge(ofChampion, i, row.truth, one);
      challengerJudged.judge(ofChallenger, i, row.truth, other);
      sums.add(row, key(row.hash()), draws, one, other);
    }
  }

  private long key(long hash) {
    occurrence = hash == lastHash ? occurrence + 1 : 0;
    lastHash = hash;
    return PoissonWeights.key(hash, occurrence);
  }

  /** What a row of outputs adds to the figure. */
  private interface Judged {
    void judge(Matrix outputs, int row, double[] truth, RowTerms terms);
  }

  private Judged judged(Target target, Target order) {
    return target instanceof Target.Classification classes
        ? classes(classes, (Target.Classification) order)
        : numbers((Target.Regression) target);
  }

  /** Classes by their labels: two models may have different ones, or count them otherwise. */
  private Judged classes(Target.Classification own, Target.Classification order) {
    int[] toOrder = own.labels().values().stream().mapToInt(order::indexOf).toArray();
    int[] toOwn = order.labels().values().stream().mapToInt(own::indexOf).toArray();
    return (outputs, row, truth, terms) -> {
      int n = outputs.columns();
      int predicted = Classes.predicted(outputs.data(), outputs.row(row), n, own.threshold());
      int actual = (int) truth[0];
      double probability = probability(outputs, row, toOwn[actual]);
      figure.ofClass(actual, toOrder[predicted], probability, terms);
    };
  }

  /** Of a class of the model's own, or of one that it does not know. */
  private static double probability(Matrix outputs, int row, int own) {
    if (own < 0) {
      return 0;
    }
    float last = outputs.get(row, outputs.columns() - 1);
    if (outputs.columns() == 1) {
      return own == 1 ? last : 1.0 - last;
    }
    return outputs.get(row, own);
  }

  private Judged numbers(Target.Regression target) {
    return (outputs, row, truth, terms) -> {
      terms.clear();
      for (int i = 0; i < truth.length; i++) {
        double predicted = target.standardizers().get(i).invert(outputs.get(row, i));
        figure.ofNumber(i, predicted - truth[i], terms);
      }
    };
  }
}
