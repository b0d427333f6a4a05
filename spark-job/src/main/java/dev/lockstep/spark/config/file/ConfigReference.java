package dev.lockstep.spark.config.file;

import dev.lockstep.spark.config.key.Key;
import dev.lockstep.spark.config.key.Registry;
import dev.lockstep.spark.config.key.Section;
import dev.lockstep.spark.config.key.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The table of all keys of the configuration, for people. */
public final class ConfigReference {
  private ConfigReference() {}

  /** In Markdown: for each section a heading, a sentence, and a table of its keys. */
  public static String markdown() {
    return Registry.SECTIONS.stream()
        .map(ConfigReference::section)
        .collect(Collectors.joining("\n"));
  }

  private static String section(Section section) {
    return String.format(
        Locale.ROOT,
        "#### `%s`\n\n%s\n\n| key | type | default | meaning |\n|---|---|---|---|\n%s",
        section.name(),
        section.meaning(),
        section.keys().stream().map(ConfigReference::row).collect(Collectors.joining()));
  }

  private static String row(Key<?> key) {
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | %s | %s |\n",
        key.name(),
        key.type().allowed(),
        fallback(key),
        key.meaning() + rules(key));
  }

  private static <T> String fallback(Key<T> key) {
    if (key.fallback() instanceof Key.Required<T> required) {
      return "required" + required.unless().map(other -> ", or `" + other + "`").orElse("");
    }
    if (key.fallback() instanceof Key.ByChoice<T> byChoice) {
      return byChoice(key, byChoice);
    }
    return key.fallback().in(Values.empty()).map(value -> code(key, value)).orElse("none");
  }

  /** Such as "0.9 with momentum, rmsprop; 0.5 with sgd". */
  private static <T> String byChoice(Key<T> key, Key.ByChoice<T> byChoice) {
    Map<String, List<String>> choices = new LinkedHashMap<>();
    byChoice
        .values()
        .forEach(
            (choice, value) ->
                choices.computeIfAbsent(code(key, value), c -> new ArrayList<>()).add(choice));
    return choices.entrySet().stream()
        .map(entry -> entry.getKey() + " with " + String.join(", ", entry.getValue()))
        .collect(Collectors.joining("; "));
  }

  private static <T> String code(Key<T> key, T value) {
    return "`" + text(key.type().plain().apply(value)) + "`";
  }

  private static String text(Object plain) {
    if (plain instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return number(plain.toString());
  }

  /** As people write it: 1e-8 for 1.0E-8, and 1 for 1.0. */
  private static String number(String text) {
    return text.replaceFirst("^(\\d+)\\.0(?=E|$)", "$1").replaceFirst("(?<=\\d)E(?=-?\\d)", "e");
  }

  private static String rules(Key<?> key) {
    String only = key.onlyWith().map(other -> " Only with `" + other + "`.").orElse("");
    String not =
        key.excludes().isEmpty()
            ? ""
            : " Not together with `" + String.join("` or `", key.excludes()) + "`.";
    return only + not;
  }
}
