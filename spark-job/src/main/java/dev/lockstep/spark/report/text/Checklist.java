package dev.lockstep.spark.report.text;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What checks find that are made one after the other, whatever the ones before came to: lines of
 * ok, warning or error, each told at once.
 */
public final class Checklist {
  private final Consumer<String> told;
  private final Function<Throwable, List<String>> explanation;
  private @Nullable RuntimeException first;

  /**
   * An empty one.
   *
   * @param told takes line after line
   * @param explanation says what went wrong, line by line
   */
  public Checklist(Consumer<String> told, Function<Throwable, List<String>> explanation) {
    this.told = told;
    this.explanation = explanation;
  }

  /** Something was checked, and is as it must be; more than a line may be said of it. */
  public void ok(String subject, String found) {
    tell("ok", subject, found);
  }

  /** Something should be looked at. */
  public void warning(String subject, String found) {
    tell("warning", subject, found);
  }

  /** Makes a check; gives what it gives, or empty if it fails, which is an error. */
  public <T> Optional<T> check(String subject, Supplier<T> check) {
    try {
      return Optional.of(check.get());
    } catch (RuntimeException e) {
      explanation.apply(e).forEach(line -> tell("error", subject, line));
      first = first == null ? e : first;
      return Optional.empty();
    }
  }

  /** Makes a check that gives nothing; if it fails, that is an error. */
  public void run(String subject, Runnable check) {
    check(
        subject,
        () -> {
          check.run();
          return true;
        });
  }

  /** Throws what the first check that failed threw, if one has. */
  public void end() {
    if (first != null) {
      throw first;
    }
  }

  private void tell(String level, String subject, String found) {
    String indent = "\n" + " ".repeat(18);
    told.accept(
        String.format(Locale.ROOT, "%-8s%-10s%s", level, subject, found.replace("\n", indent)));
  }
}
