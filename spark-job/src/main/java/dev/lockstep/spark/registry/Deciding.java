package dev.lockstep.spark.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Enters decisions in the log, and tells people what holds then. */
final class Deciding {
  private static final Logger LOG = LoggerFactory.getLogger(Deciding.class);

  private final Store store;
  private final Path registry;
  private final DecisionLog decisions;

  Deciding(Store store, Path registry, DecisionLog decisions) {
    this.store = store;
    this.registry = registry;
    this.decisions = decisions;
  }

  /**
   * Decides on what holds now, as long as that chose the same version as what was seen.
   *
   * @param seen what held when it was decided on
   * @param lost what is not done if it is not the same any more
   * @throws PromotionLostException if it is not
   */
  Decision decide(
      Optional<Decision> seen, String lost, Function<Optional<Decision>, Decision> choice)
      throws IOException {
    while (true) {
      Optional<Decision> now = decisions.last();
      if (!now.map(Decision::chosen).equals(seen.map(Decision::chosen))) {
        throw new PromotionLostException(
            lost + now.map(this::told).orElse(": " + store.describe(registry) + " is gone"));
      }
      Decision next = choice.apply(now);
      if (decisions.append(next)) {
        tellCurrent();
        return next;
      }
    }
  }

  private String told(Decision winner) {
    return String.format(
        Locale.ROOT,
        ": meanwhile version %d became the current one of %s, by %s at %s; compare with that one",
        winner.current(),
        store.describe(registry),
        winner.by(),
        winner.at());
  }

  /** Nothing depends on the file, so that a failure is no more than a warning. */
  private void tellCurrent() {
    try {
      Optional<Decision> told = Optional.empty();
      // Of two who write it at the same time the last one must tell what holds then.
      for (Optional<Decision> now = decisions.last(); !now.equals(told); now = decisions.last()) {
        String name = Numbered.DIRECTORIES.name(now.orElseThrow().current());
        store.replace(
            new Path(registry, "current"),
            ("versions/" + name + "\n").getBytes(StandardCharsets.UTF_8));
        told = now;
      }
    } catch (IOException e) {
      LOG.warn(
          "{}/current does not tell what is current: {}", store.describe(registry), e.getMessage());
    }
  }
}
