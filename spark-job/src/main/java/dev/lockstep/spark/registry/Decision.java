package dev.lockstep.spark.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An entry of the log: what a registry holds to from then on.
 *
 * @param sequence its place in the log, from 1
 * @param chosen the place of the entry that chose the current version: this one, or one before, if
 *     this one only removes
 * @param action promote, rollback or gc
 * @param current the version that is current
 * @param before what a rollback goes back to, the latest first
 * @param removed versions that must not be used any more, whether or not they are gone already
 * @param why in words
 * @param at when, in UTC
 * @param by the process that decided; with a part that is never used twice
 */
public record Decision(
    int sequence,
    int chosen,
    String action,
    int current,
    List<Integer> before,
    List<Integer> removed,
    String why,
    String at,
    String by) {
  public Decision {
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(why, "why");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(by, "by");
    before = List.copyOf(Objects.requireNonNull(before, "before"));
    removed = List.copyOf(Objects.requireNonNull(removed, "removed"));
  }

  /** Makes a version the current one, after what holds now. */
  static Decision promotion(Optional<Decision> now, int version, String why) {
    List<Integer> before =
        now.map(
                last ->
                    Stream.concat(Stream.of(last.current), last.before.stream())
                        .filter(other -> other != version)
                        .toList())
            .orElse(List.of());
    return next(now, "promote", version, before, List.of(), why);
  }

  /** Goes back to what was current before; empty if there is nothing. */
  Optional<Decision> rollback(String why) {
    return previous()
        .map(
            version ->
                next(
                    Optional.of(this),
                    "rollback",
                    version,
                    before.subList(1, before.size()),
                    List.of(),
                    why));
  }

  /** Takes versions out of use; neither the current nor the previous one may be among them. */
  Decision removal(List<Integer> versions, String why) {
    List<Integer> left = new ArrayList<>(before);
    left.removeAll(versions);
    Decision next = next(Optional.of(this), "gc", current, left, versions, why);
    return new Decision(
        next.sequence, chosen, next.action, current, left, next.removed, why, next.at, next.by);
  }

  private static Decision next(
      Optional<Decision> last,
      String action,
      int version,
      List<Integer> before,
      List<Integer> removed,
      String why) {
    int sequence = last.map(Decision::sequence).orElse(0) + 1;
    List<Integer> all =
        Stream.concat(last.stream().flatMap(d -> d.removed.stream()), removed.stream())
            .distinct()
            .sorted()
            .toList();
    Author here = Author.here();
    return new Decision(
        sequence, sequence, action, version, before, all, why, here.at(), here.by());
  }

  /** What a rollback goes back to. */
  public Optional<Integer> previous() {
    return before.stream().findFirst();
  }
}
