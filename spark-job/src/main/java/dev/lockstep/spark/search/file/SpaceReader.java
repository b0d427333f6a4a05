package dev.lockstep.spark.search.file;

import dev.lockstep.spark.config.file.Problems;
import dev.lockstep.spark.config.file.Suggestions;
import dev.lockstep.spark.config.key.Key;
import dev.lockstep.spark.config.key.Registry;
import dev.lockstep.spark.config.yaml.YamlValue;
import dev.lockstep.spark.search.space.Choice;
import dev.lockstep.spark.search.space.Domain;
import dev.lockstep.spark.search.space.Parameter;
import dev.lockstep.spark.search.space.Parameter.When;
import dev.lockstep.spark.search.space.Space;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a space: keys of the configuration with what each can be. */
final class SpaceReader {
  static final String PREFIX = "space.";
  private static final String WHEN = "when";

  private final Problems problems;

  /** By key, as they are written. */
  private final Map<String, Draft> drafts = new LinkedHashMap<>();

  private final List<Parameter> parameters = new ArrayList<>();

  /** What is written of a key, with what it can be if that is right. */
  private record Draft(Key<?> key, Optional<? extends Domain> domain, Optional<YamlValue> when) {}

  SpaceReader(Problems problems) {
    this.problems = problems;
  }

  /** Reads it; where something is wrong, the problems have that. */
  Space read(YamlValue value) {
    Optional<List<YamlValue.Entry>> entries = value.entries();
    if (entries.isEmpty() || entries.get().isEmpty()) {
      problems.add(
          value.position(),
          "space",
          "found " + value.found() + "; allowed: standard, or a map of keys to what they can be");
    }
    entries.orElse(List.of()).forEach(this::draft);
    drafts.values().forEach(draft -> add(draft, Set.of()));
    return new Space(parameters);
  }

  private void draft(YamlValue.Entry entry) {
    String name = entry.key().text().orElse(entry.key().found());
    Optional<Key<?>> key = Registry.key(name);
    if (key.isEmpty()) {
      problems.add(
          entry.key().position(), PREFIX + name, "unknown key; " + Suggestions.insteadOf(name));
      return;
    }
    Optional<String> obstacle = SearchableKeys.obstacle(name);
    if (obstacle.isPresent()) {
      problems.add(entry.key().position(), PREFIX + name, "cannot be searched: " + obstacle.get());
    } else if (drafts.containsKey(name)) {
      problems.add(entry.key().position(), PREFIX + name, "given twice");
    } else {
      drafts.put(name, draft(key.get(), entry.value()));
    }
  }

  private Draft draft(Key<?> key, YamlValue value) {
    DomainReader reader = new DomainReader(key, value, problems);
    List<String> known = new ArrayList<>(reader.names());
    known.add(WHEN);
    Fields fields = Fields.of(PREFIX + key.name(), value, known, problems);
    return new Draft(key, reader.read(fields), fields.value(WHEN));
  }

  /**
   * Adds it, after the one that it depends on.
   *
   * @param dependents what waits for it
   */
  private void add(Draft draft, Set<String> dependents) {
    String name = draft.key().name();
    if (parameters.stream().anyMatch(each -> each.key().equals(name))) {
      return;
    }
    Optional<When> when = draft.when().flatMap(given -> when(name, given, dependents));
    draft.domain().ifPresent(domain -> parameters.add(new Parameter(name, domain, when)));
  }

  private Optional<When> when(String name, YamlValue given, Set<String> dependents) {
    String where = PREFIX + name + "." + WHEN;
    List<YamlValue.Entry> entries = given.entries().orElse(List.of());
    if (entries.size() != 1) {
      problems.add(
          given.position(),
          where,
          "found " + given.found() + "; allowed: {KEY: VALUE}, or {KEY: [VALUES]}, of one key");
      return Optional.empty();
    }
    YamlValue key = entries.get(0).key();
    Draft other = drafts.get(key.text().orElse(""));
    Set<String> waiting = new HashSet<>(dependents);
    waiting.add(name);
    Optional<String> wrong = wrong(other, key, waiting);
    if (other == null || wrong.isPresent()) {
      wrong.ifPresent(problem -> problems.add(key.position(), where, problem));
      return Optional.empty();
    }
    add(other, waiting);
    return when(where, other, entries.get(0).value());
  }

  private static Optional<String> wrong(@Nullable Draft other, YamlValue key, Set<String> waiting) {
    if (other == null) {
      return Optional.of("found " + key.found() + "; allowed: another key of the space");
    }
    if (waiting.contains(other.key().name())) {
      return Optional.of(
          "found " + key.found() + ", which depends on this one; allowed: one that does not");
    }
    return other.domain().isEmpty() || other.domain().get() instanceof Choice
        ? Optional.empty()
        : Optional.of("found " + key.found() + ", which has a scale; allowed: a key with values");
  }

  private Optional<When> when(String where, Draft other, YamlValue condition) {
    if (!(other.domain().orElse(null) instanceof Choice choice)) {
      return Optional.empty(); // That has been told.
    }
    List<Object> values = new ArrayList<>();
    for (YamlValue each : condition.items().orElse(List.of(condition))) {
      DomainReader.plain(other.key(), where, each, problems)
          .ifPresent(
              value -> {
                if (choice.values().contains(value)) {
                  values.add(value);
                } else {
                  problems.add(
                      each.position(),
                      where,
                      String.format(
                          Locale.ROOT,
                          "found %s, which %s is never; allowed: of its values %s",
                          each.found(),
                          other.key().name(),
                          choice.values()));
                }
              });
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(new When(other.key().name(), values));
  }
}
