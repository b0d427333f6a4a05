package dev.lockstep.spark.search.file;

import static dev.lockstep.spark.config.yaml.ValueType.BOOLEAN;
import static dev.lockstep.spark.config.yaml.ValueType.TEXT;
import static dev.lockstep.spark.config.yaml.ValueType.choice;
import static dev.lockstep.spark.config.yaml.ValueType.integer;
import static dev.lockstep.spark.config.yaml.ValueType.longInteger;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.LossMeasures;
import dev.lockstep.spark.config.TrainingConfig.Epochs;
import dev.lockstep.spark.config.file.Problems;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.Interval;
import dev.lockstep.spark.config.yaml.Position;
import dev.lockstep.spark.config.yaml.YamlReader;
import dev.lockstep.spark.config.yaml.YamlValue;
import dev.lockstep.spark.search.config.BaseConfig;
import dev.lockstep.spark.search.config.Budget;
import dev.lockstep.spark.search.config.Halving;
import dev.lockstep.spark.search.config.Mode;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.spark.search.config.SearchConfig.SearchOutput;
import dev.lockstep.spark.search.space.Sampler;
import dev.lockstep.spark.search.space.Space;
import dev.lockstep.spark.words.Counted;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a search. */
public final class SearchFile {
  /** How problems of overrides begin, which are options to the configuration. */
  private static final String OPTION = "--set ";

  private final Path file;
  private final List<String> variables;
  private final Problems problems = new Problems();

  private SearchFile(Path file, List<String> variables) {
    this.file = file;
    this.variables = variables;
  }

  /**
   * Reads a YAML file, and the configuration that it names.
   *
   * @param options KEY=VALUE each, which count more than the file; VALUE is YAML
   * @param variables NAME=VALUE each, for the configuration that it names
   * @throws ConfigException with everything that is wrong
   */
  public static SearchConfig load(Path file, List<String> options, List<String> variables) {
    return new SearchFile(file, variables).read(options);
  }

  private SearchConfig read(List<String> options) {
    GivenFields given;
    try {
      YamlValue root =
          YamlReader.file(file)
              .orElseThrow(() -> new BadYaml(Position.file(file.toString()), "the file is empty"));
      if (root.entries().isEmpty()) {
        String known = String.join(", ", SearchNames.ROOT);
        throw new BadYaml(
            root.position(), "found " + root.found() + "; allowed: a map with keys " + known);
      }
      given = new GivenFields(Fields.of("", root, SearchNames.ROOT, problems), problems);
    } catch (BadYaml e) {
      throw new ConfigException(List.of(e.position() + ": " + e.problem()));
    }
    options.forEach(given::override);
    return read(given);
  }

  private SearchConfig read(GivenFields given) {
    Fields root = given.root();
    Optional<BaseConfig> base = base(root, given);
    Budget budget = budget(root, given);
    Optional<Halving> halving = halving(root, given);
    Fields output = given.map("output", SearchNames.OUTPUT);
    Optional<String> path = output.require("path", TEXT);
    boolean overwrite = output.get("overwrite", BOOLEAN).orElse(false);
    Sampler sampler = root.get("sampler", choice(Sampler.class)).orElse(Sampler.RANDOM);
    Mode mode = root.get("mode", choice(Mode.class)).orElse(Mode.AUTO);
    Optional<Measure> objective = root.get("objective", choice(Measure.class));
    long seed = root.get("seed", longInteger(Long.MIN_VALUE)).orElse(1L);
    boolean finalModel = root.get("final_model", BOOLEAN).orElse(true);
    Optional<LockstepConfig> config = base.flatMap(it -> load(it, root));
    config.ifPresent(it -> check(it, objective, halving, given));
    Optional<Space> space = space(root, config);
    space
        .filter(it -> sampler == Sampler.SOBOL && it.dimensions() > Sampler.MOST_DIMENSIONS)
        .ifPresent(
            it ->
                root.wrong(
                    "sampler",
                    "found sobol, for "
                        + it.dimensions()
                        + " numbers to draw; allowed: up to "
                        + Sampler.MOST_DIMENSIONS));
    problems.throwIfAny();
    return new SearchConfig(
        base.orElseThrow(),
        space.orElseThrow(),
        sampler,
        budget,
        halving,
        mode,
        objective,
        seed,
        new SearchOutput(path.orElseThrow(), overwrite),
        finalModel);
  }

  private Optional<BaseConfig> base(Fields root, GivenFields given) {
    List<String> overrides = new ArrayList<>();
    given.each("overrides", (key, value) -> overrides.add(key + "=" + value));
    return root.require("train", TEXT)
        .flatMap(
            name -> {
              try {
                Path named = file.toAbsolutePath().normalize().resolveSibling(name);
                return Optional.of(new BaseConfig(shown(named), overrides, variables));
              } catch (InvalidPathException e) {
                root.wrong("train", "found " + name + "; allowed: the path of a configuration");
                return Optional.empty();
              }
            });
  }

  /** As people wrote it, where that leads to the same. */
  private static Path shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    return path.startsWith(here) ? here.relativize(path) : path;
  }

  private Optional<Space> space(Fields root, Optional<LockstepConfig> config) {
    Optional<YamlValue> given = root.value("space");
    return given.isPresent() && !given.get().text().equals(Optional.of("standard"))
        ? Optional.of(new SpaceReader(problems).read(given.get()))
        : config.map(StandardSpace::of);
  }

  /** What is wrong with overrides is told beside all else; with the file itself, alone. */
  private static Optional<LockstepConfig> load(BaseConfig base, Fields root) {
    try {
      return Optional.of(base.load());
    } catch (ConfigException e) {
      if (!e.problems().stream().allMatch(line -> line.startsWith(OPTION))) {
        throw e;
      }
      e.problems().forEach(line -> root.wrong("overrides", line.substring(OPTION.length())));
      return Optional.empty();
    }
  }

  /** What must hold between a search and the configuration that its trials share. */
  private static void check(
      LockstepConfig config,
      Optional<Measure> objective,
      Optional<Halving> halving,
      GivenFields given) {
    Fields root = given.root();
    checkExchange(config, root);
    objective
        .flatMap(it -> LossMeasures.obstacle(it, config.training().loss()))
        .ifPresent(problem -> root.wrong("objective", problem));
    if (halving.isPresent() && config.training().length() instanceof Epochs epochs) {
      halving
          .get()
          .obstacle(epochs.count())
          .ifPresent(
              problem -> given.map("halving", SearchNames.HALVING).wrong("first_epochs", problem));
    }
  }

  private static void checkExchange(LockstepConfig config, Fields root) {
    GradientCompression compression = config.exchange().compression();
    if (compression != GradientCompression.NONE) {
      root.wrong(
          "train",
          "found exchange.compression: "
              + compression
              + " in it, which rounds what executors exchange, and trials on one core exchange"
              + " nothing; allowed: none, as by overrides");
    }
  }

  private Budget budget(Fields root, GivenFields given) {
    if (root.value("budget").isEmpty()) {
      root.missing("budget", "a map with keys " + String.join(", ", SearchNames.BUDGET));
    }
    Fields fields = given.map("budget", SearchNames.BUDGET);
    Optional<Integer> trials = fields.require("trials", integer(1));
    int rounds = fields.get("rounds", integer(1)).orElse(1);
    Optional<Duration> time =
        fields
            .get("minutes", number(Interval.above(0)))
            .map(minutes -> Duration.ofMillis((long) (minutes * 60_000)));
    if (trials.isPresent() && rounds > trials.get()) {
      fields.wrong(
          "rounds",
          "found "
              + rounds
              + " for "
              + Counted.of(trials.get(), "trial")
              + "; allowed: at least one trial in each round");
      return new Budget(1, 1, time);
    }
    return new Budget(trials.orElse(rounds), rounds, time);
  }

  private Optional<Halving> halving(Fields root, GivenFields given) {
    if (root.value("halving").flatMap(YamlValue::text).equals(Optional.of("none"))) {
      return Optional.empty();
    }
    Fields fields = given.map("halving", SearchNames.HALVING);
    return Optional.of(
        new Halving(
            fields.get("factor", integer(2)).orElse(3),
            fields.get("first_epochs", integer(1)).orElse(1)));
  }
}
