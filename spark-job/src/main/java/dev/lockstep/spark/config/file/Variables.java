package dev.lockstep.spark.config.file;

import dev.lockstep.spark.config.yaml.Position;
import dev.lockstep.spark.config.yaml.YamlValue;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What variables such as ${date} stand for in the values of a configuration. */
final class Variables {
  /** The one that is always there: the directory of the config file. */
  private static final String DIRECTORY = "conf";

  private static final String OPTION = "--var";
  private static final String DEFAULT = "--var-default";
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");
  private static final String NAMES = "a NAME is letters, digits and _, and begins with no digit";

  /** A variable, or one that a second $ in front makes a text like any other. */
  private static final Pattern USE = Pattern.compile("(\\$?)\\$\\{([^}]*)(}?)");

  private final Map<String, String> values = new TreeMap<>();
  private final Set<String> unused = new HashSet<>();
  private final Problems problems;

  private Variables(Problems problems) {
    this.problems = problems;
  }

  /** Of options NAME=VALUE, of which the last of a name counts; defaults count least. */
  static Variables of(Path file, List<String> options, List<String> defaults, Problems problems) {
    Variables variables = new Variables(problems);
    defaults.forEach(option -> variables.add(DEFAULT, option));
    for (String option : options) {
      variables.add(OPTION, option).ifPresent(variables.unused::add);
    }
    // The file system is named too: the cluster's default need not be the local one.
    Path directory = file.toAbsolutePath().normalize().getParent();
    variables.values.put(DIRECTORY, "file:" + directory);
    return variables;
  }

  /** Gives the name, unless it is none. */
  private Optional<String> add(String from, String option) {
    Position where = Position.option(from);
    int equals = option.indexOf('=');
    String name = option.substring(0, Math.max(0, equals));
    if (!NAME.matcher(name).matches()) {
      problems.add(where, YamlValue.shorten(option), "allowed: " + from + " NAME=VALUE; " + NAMES);
    } else if (name.equals(DIRECTORY)) {
      problems.add(
          where, name, "stands for the directory of the config file; allowed: any other NAME");
    } else {
      values.put(name, option.substring(equals + 1));
      return Optional.of(name);
    }
    return Optional.empty();
  }

  /** The value of that key, with what its variables stand for. */
  YamlValue replacedIn(String key, YamlValue value) {
    return value.replaced(
        (position, text) ->
            USE.matcher(text)
                .replaceAll(use -> Matcher.quoteReplacement(meant(use, position, key))));
  }

  private String meant(MatchResult use, Position position, String key) {
    if (!use.group(1).isEmpty()) {
      return use.group().substring(1);
    }
    String name = use.group(2);
    String value = values.get(name);
    if (use.group(3).isEmpty() || !NAME.matcher(name).matches()) {
      problems.add(
          position,
          key,
          "found '"
              + YamlValue.shorten(use.group())
              + "'; allowed: ${NAME}, where "
              + NAMES
              + "; $${ stands for ${ itself");
    } else if (value == null) {
      problems.add(
          position,
          key,
          "${"
              + name
              + "} stands for nothing; allowed: "
              + all()
              + ", or another that --var "
              + name
              + "=VALUE gives");
    }
    unused.remove(name);
    return value == null ? use.group() : value;
  }

  private String all() {
    return values.keySet().stream()
        .map(name -> "${" + name + "}")
        .collect(Collectors.joining(", "));
  }

  /** Tells of each variable that was given for nothing. */
  void checkUsed() {
    for (String name : unused) {
      problems.add(
          Position.option(OPTION),
          name,
          "no value of the configuration has ${" + name + "}; use it, or leave it out");
    }
  }
}
