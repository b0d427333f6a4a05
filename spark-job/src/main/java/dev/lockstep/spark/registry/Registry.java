package dev.lockstep.spark.registry;

import dev.lockstep.metric.Measure;
import dev.lockstep.model.CorruptModelException;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.PublishConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The published models of one name, one of which is current.
 *
 * <pre>
 * REGISTRY/NAME/versions/000007/          a model; never changes once it has a version.json
 * REGISTRY/NAME/promotions/000012.json    a decision on which one is current; the last one holds
 * REGISTRY/NAME/current                   what holds, in a line for people and scripts
 * </pre>
 *
 * <p>Whatever dies at whatever instant, the current version is the old or the new one; {@code
 * current} is written after the decision, and may be one behind until the next. Of two decisions at
 * the same time one wins, and the other is told.
 */
public final class Registry {
  private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

  private final Store store;
  private final Path directory;
  private final Versions versions;
  private final DecisionLog decisions;
  private final Deciding deciding;

  private Registry(Store store, Path directory) {
    this.store = store;
    this.directory = directory;
    this.versions = new Versions(store, directory);
    this.decisions = new DecisionLog(store, directory);
    this.deciding = new Deciding(store, directory, decisions);
  }

  /**
   * Opens the models of a name, which need not exist yet; creates nothing.
   *
   * @throws ConfigException if the path or the name can be none
   */
  public static Registry open(String registry, String name, Configuration hadoop) {
    if (!PublishConfig.isName(name)) {
      throw ConfigException.of(
          "found '%s' as the name of a model; allowed: letters, digits, '.', '_' and '-', the first"
              + " of them a letter or digit",
          name);
    }
    Store store = store(registry, hadoop);
    return new Registry(store, new Path(store.qualified(new Path(registry)), name));
  }

  private static Store store(String registry, Configuration hadoop) {
    try {
      return Store.of(new Path(registry), hadoop);
    } catch (IOException | IllegalArgumentException e) {
      throw ConfigException.of(
          "found '%s' as the path of a registry, expected a directory on a file system that Hadoop"
              + " knows: %s",
          registry, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The names of all models in a registry; none if there is no registry.
   *
   * @throws ConfigException if it is a file
   */
  public static List<String> names(String registry, Configuration hadoop) throws IOException {
    Store store = store(registry, hadoop);
    if (store.isFile(new Path(registry))) {
      throw ConfigException.of("found the file %s as a registry, expected a directory", registry);
    }
    return store
        .list(new Path(registry))
        .filter(FileStatus::isDirectory)
        .map(status -> status.getPath().getName())
        .sorted()
        .toList();
  }

  /**
   * Opens the models of a name that exists.
   *
   * @throws ConfigException listing what exists, if it does not
   */
  public static Registry existing(String registry, String name, Configuration hadoop)
      throws IOException {
    Registry opened = open(registry, name, hadoop);
    List<String> names = names(registry, hadoop);
    if (!names.contains(name)) {
      throw ConfigException.of(
          "there are no models '%s' in the registry %s; there %s",
          name, registry, names.isEmpty() ? "are none" : "is " + String.join(", ", names));
    }
    return opened;
  }

  /**
   * Makes sure that a version could be added; creates nothing.
   *
   * @throws IOException that says why not
   */
  public void checkWritable() throws IOException {
    store.checkWritable(directory);
  }

  /** Where it lies; with the scheme, unless it is on a disk of this machine. */
  public String describe() {
    return store.describe(directory);
  }

  /** The current version; empty before the first was promoted. */
  public Optional<ModelVersion> current() throws IOException {
    Optional<Decision> last = last();
    return last.isEmpty() ? Optional.empty() : Optional.of(current(last.get()));
  }

  /** The version that a decision made the current one. */
  public ModelVersion current(Decision decision) throws IOException {
    return versions
        .find(decision.current())
        .orElseThrow(
            () ->
                CorruptModelException.found(
                    store.describe(decisions.directory()),
                    "decision " + decision.sequence(),
                    "the current version " + decision.current(),
                    "one of those that exist"));
  }

  /** What holds, to be handed to what decides on it; empty before the first promotion. */
  public Optional<Decision> last() throws IOException {
    return decisions.last();
  }

  /** All versions that can be read, the oldest first. */
  public List<ModelVersion> versions() throws IOException {
    return versions(damage -> LOG.debug("{}", damage));
  }

  /**
   * The same.
   *
   * @param damages takes what is wrong with each of the others, in a sentence
   */
  public List<ModelVersion> versions(Consumer<String> damages) throws IOException {
    return versions.complete(damages);
  }

  /**
   * The version of a number.
   *
   * @throws ConfigException listing those that exist, if it does not
   */
  public ModelVersion version(int number) throws IOException {
    Optional<ModelVersion> found = versions.find(number);
    if (found.isPresent()) {
      return found.get();
    }
    String existing =
        versions.numbers().stream().map(String::valueOf).collect(Collectors.joining(", "));
    throw ConfigException.of(
        "there is no version %d in %s; there %s",
        number, describe(), existing.isEmpty() ? "is none" : "are " + existing);
  }

  /** All that is known of the version of a number, as JSON. */
  public String json(int number) throws IOException {
    return new String(RegistryJson.write(version(number)), StandardCharsets.UTF_8);
  }

  /** The directory of a version, from which a model is read as from a run directory. */
  public String directory(ModelVersion version) {
    return directory(version.number());
  }

  /** Where the model of a number lies, or would. */
  public String directory(int number) {
    return versions.directory(number).toString();
  }

  /**
   * Copies the model of a run directory into a new version, which nobody uses yet.
   *
   * @param measure the figure by which it is published, if it is by one
   * @throws ConfigException if there is no finished run
   */
  public ModelVersion add(String run, Optional<Measure> measure) throws IOException {
    return versions.add(RunSource.of(run, measure, store.hadoop()));
  }

  /**
   * Makes a version the current one.
   *
   * @param seen what held when it was decided on
   * @throws PromotionLostException if another version was made the current one since
   * @throws ConfigException if there is no such version
   * @throws CorruptModelException if its files are not as they were written
   */
  public Decision promote(int number, Optional<Decision> seen, String why) throws IOException {
    versions.verify(version(number));
    return deciding.decide(
        seen,
        "version " + number + " is not promoted",
        now -> {
          checkNotRemoved(number, now);
          return Decision.promotion(now, number, why);
        });
  }

  /**
   * Makes the version the current one again that was before.
   *
   * @param seen what held when it was decided on
   * @throws PromotionLostException if another version was made the current one since
   * @throws ConfigException if there was none before
   */
  public Decision rollback(Decision seen, String why) throws IOException {
    int previous = seen.previous().orElseThrow(() -> nothingBefore(seen));
    versions.verify(version(previous));
    return deciding.decide(
        Optional.of(seen),
        "nothing is rolled back",
        now -> now.flatMap(last -> last.rollback(why)).orElseThrow(() -> nothingBefore(seen)));
  }

  private ConfigException nothingBefore(Decision seen) {
    return ConfigException.of(
        "there is nothing to go back to in %s: no version was current before version %d",
        describe(), seen.current());
  }

  private void checkNotRemoved(int number, Optional<Decision> now) {
    if (now.filter(last -> last.removed().contains(number)).isPresent()) {
      throw ConfigException.of("version %d in %s is being removed by gc", number, describe());
    }
  }

  /** The versions that {@link #removeOld} would remove. */
  public List<Integer> old(int keep) throws IOException {
    return cleaning().removable(keep);
  }

  /**
   * Removes all versions but so many of the newest, the current and the previous one, and what
   * processes that died have left; gives those that are gone.
   */
  public List<Integer> removeOld(int keep) throws IOException {
    return cleaning().clean(keep);
  }

  private Cleaning cleaning() {
    return new Cleaning(store, directory, versions, decisions);
  }
}
