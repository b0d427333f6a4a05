package dev.lockstep.spark.run.directory;

import dev.lockstep.optim.schedule.LearningRate;
import dev.lockstep.spark.checkpoint.Checkpoints;
import dev.lockstep.spark.checkpoint.Checkpoints.Stored;
import dev.lockstep.spark.checkpoint.Course;
import dev.lockstep.spark.checkpoint.Differences;
import dev.lockstep.spark.checkpoint.Origin;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.output.RunNotWrittenException;
import dev.lockstep.spark.run.Start;
import dev.lockstep.spark.run.facts.Version;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.words.Counted;
import dev.lockstep.train.StepTimes;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoint that a run goes on from; what differs is refused, unless somebody insists. */
public final class Resumption {
  private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

  private final Stored stored;
  private final LockstepConfig config;
  private final boolean force;

  /** In what this run differs, or one before, from the checkpoint that it went on from. */
  private final List<String> insisted;

  private Resumption(Stored stored, LockstepConfig config, boolean force) {
    this.stored = stored;
    this.config = config;
    this.force = force;
    this.insisted = new ArrayList<>(course().insisted());
  }

  /** The newest checkpoint that is undamaged, if the run is to go on; says so if there is none. */
  public static Optional<Stored> newest(Checkpoints checkpoints, Resume resume) {
    if (resume == Resume.NO) {
      return Optional.empty();
    }
    Optional<Stored> newest;
    try {
      newest = checkpoints.newest();
    } catch (IOException e) {
      throw new RunNotWrittenException(e);
    }
    if (newest.isEmpty()) {
      LOG.info("There is no checkpoint to resume: the training starts afresh");
    }
    return newest;
  }

  /**
   * Goes on from that one; says so.
   *
   * @throws ConfigException if it is of another configuration or version
   */
  public static Resumption of(Stored stored, LockstepConfig config, Resume resume) {
    Resumption found = new Resumption(stored, config, resume == Resume.FORCE);
    found.refuse(found.differences(), ConfigException::new);
    LOG.info(
        "Resuming after step {} of {}, from {}",
        found.step(),
        found.origin().steps(),
        found.path());
    return found;
  }

  private List<String> differences() {
    List<String> differences = new ArrayList<>();
    String version = origin().lockstepVersion();
    if (!version.equals(Version.number())) {
      differences.add(
          "Lockstep: found version " + Version.number() + ", but the checkpoint has " + version);
    }
    differences.addAll(Differences.ofConfig(origin().config(), config.resolved()));
    int shards = config.training().shards().orElse(shards());
    if (shards != shards()) {
      differences.add("training.shards: found " + shards + ", but the checkpoint has " + shards());
    }
    return differences;
  }

  /** What is thrown, with a line for each difference. */
  private interface Refusal {
    RuntimeException of(List<String> lines);
  }

  private void refuse(List<String> differences, Refusal refusal) {
    if (differences.isEmpty()) {
      return;
    }
    if (force) {
      differences.forEach(line -> LOG.warn("Resuming all the same: {}", line));
      insisted.addAll(differences);
      return;
    }
    List<String> lines = new ArrayList<>(differences);
    lines.add(
        "resuming "
            + stored.path()
            + " would be another training; --resume=force insists, and without --resume"
            + " output.overwrite: true begins anew");
    throw refusal.of(lines);
  }

  private Origin origin() {
    return stored.description().origin();
  }

  Course course() {
    return stored.description().course();
  }

  /** The differences that somebody insisted on, in this run and those that it goes on with. */
  List<String> insisted() {
    return List.copyOf(insisted);
  }

  public long step() {
    return stored.description().step();
  }

  String path() {
    return stored.path();
  }

  /** Number of shards that was trained on: with as many the bits are the same. */
  public int shards() {
    return origin().shards();
  }

  /** The lines of metrics.jsonl up to there. */
  byte[] metrics() throws IOException {
    return stored.metrics();
  }

  /**
   * Where it goes on.
   *
   * @param origin what checkpoints of the run from now on are of
   * @param initial before the first step; overwritten
   * @throws BadDataException if the rows are others
   * @throws ConfigException if the plan is another
   */
  Start start(Origin origin, TrainingPlan plan, TrainingState initial) {
    refuse(
        Differences.ofData(origin().data(), origin.data()),
        lines -> new BadDataException(String.join("\n", lines)));
    checkLength(plan);
    if (!origin.kernel().equals(origin().kernel())) {
      LOG.warn(
          "The last bits may differ from those of a training that never stopped: the kernel is {}, and was {}",
          origin.kernel(),
          origin().kernel());
    }
    try {
      stored.readInto(initial);
    } catch (IOException e) {
      throw ConfigException.of("%s cannot be resumed: it is %s", stored.path(), e.getMessage());
    }
    return new Start(initial, new StepTimes(course().times()));
  }

  /** A training may become longer, if its first steps do not depend on its length. */
  private void checkLength(TrainingPlan plan) {
    long before = origin().steps();
    if (step() > plan.steps()) {
      throw ConfigException.of(
          "the training has %s, but %,d are taken in %s; allowed: more training.epochs or"
              + " training.steps",
          Counted.of(plan.steps(), "step"), step(), stored.path());
    }
    long stepsPerEpoch = plan.batches().stepsPerEpoch();
    if (before == plan.steps()) {
      return;
    }
    List<String> differences = new ArrayList<>();
    LearningRate rates = config.learningRate().create(before, stepsPerEpoch);
    if (!rates.equals(plan.learningRate())) {
      differences.add(
          String.format(
              Locale.ROOT,
              "learning_rate.schedule goes by the length of the training: found %s, but the"
                  + " checkpoint has %,d",
              Counted.of(plan.steps(), "step"),
              before));
    }
    if (step() == before && step() % stepsPerEpoch != 0) {
      differences.add(
          String.format(
              Locale.ROOT,
              "the training has ended after %s, within an epoch",
              Counted.of(before, "step")));
    }
    refuse(differences, ConfigException::new);
  }
}
