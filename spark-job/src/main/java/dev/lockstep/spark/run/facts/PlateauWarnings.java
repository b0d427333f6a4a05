package dev.lockstep.spark.run.facts;

import dev.lockstep.train.Plateaus.Plateau;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingResult;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a training's loss hardly moved, and what helps. All are logged; warned of is one that cost
 * something: after which the loss fell by a tenth or more, or that lasts for the second half of the
 * training or longer. That the loss settles at the end is as it should be.
 */
public final class PlateauWarnings {
  private static final Logger LOG = LoggerFactory.getLogger(PlateauWarnings.class);

  private static final double WORTH_THE_WAY = 0.9;

  private PlateauWarnings() {}

  /** Logs each plateau when it is over. */
  public static TrainingListener log() {
    return new TrainingListener() {
      @Override
      public void onPlateau(Plateau plateau) {
        LOG.info(stretch(plateau));
      }
    };
  }

  /** One for each that cost something. */
  static List<String> of(TrainingPlan plan, TrainingResult result) {
    return result.plateaus().stream()
        .filter(plateau -> isOnTheWay(plateau, result) || isHalf(plateau, result))
        .map(plateau -> stretch(plateau) + "; " + cure(plateau, plan, result))
        .toList();
  }

  private static boolean isOnTheWay(Plateau plateau, TrainingResult result) {
    return result.state().smoothedLoss() <= WORTH_THE_WAY * plateau.loss();
  }

  private static boolean isHalf(Plateau plateau, TrainingResult result) {
    return plateau.to() == result.steps()
        && 2 * (plateau.to() - plateau.from() + 1) >= plateau.to();
  }

  private static String stretch(Plateau plateau) {
    return String.format(
        Locale.ROOT,
        "the loss hardly moved from step %,d to %,d: it never came 1%% below %.4g",
        plateau.from(),
        plateau.to(),
        plateau.loss());
  }

  /** A plateau at the end may be the bottom of the valley. */
  private static String cure(Plateau plateau, TrainingPlan plan, TrainingResult result) {
    String faster = "a higher learning_rate.initial" + orAdam(plan);
    return isOnTheWay(plateau, result)
        ? faster + " often gets over such a stretch sooner"
        : "if that is good enough, fewer epochs are; if not, a learning rate that is lower or"
            + " decays (learning_rate.schedule) helps where the loss jumps up and down, and "
            + faster
            + " where it lies still";
  }

  private static String orAdam(TrainingPlan plan) {
    return plan.optimizer().kind().startsWith("adam") ? "" : ", or optimizer.name: adam,";
  }
}
