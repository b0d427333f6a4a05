package dev.lockstep.spark.config.file;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.key.Assembly;
import dev.lockstep.spark.config.key.KeyRules;
import dev.lockstep.spark.config.key.Values;
import java.nio.file.Path;
import java.util.List;

/** A configuration as people write it: a YAML file, and options that override its keys. */
public final class ConfigFile {
  private ConfigFile() {}

  /**
   * Reads a YAML file without variables but the directory of the file.
   *
   * @param overrides KEY=VALUE each, which count more than the file; VALUE is YAML
   * @throws ConfigException with everything that is wrong
   */
  public static LockstepConfig load(Path file, List<String> overrides) {
    return load(file, overrides, List.of());
  }

  /**
   * Reads a YAML file.
   *
   * @param overrides KEY=VALUE each, which count more than the file; VALUE is YAML
   * @param variables NAME=VALUE each, which some value uses; VALUE stands for ${NAME} in any value,
   *     as a text
   * @throws ConfigException with everything that is wrong
   */
  public static LockstepConfig load(Path file, List<String> overrides, List<String> variables) {
    return load(file, overrides, variables, List.of());
  }

  /**
   * Reads a YAML file.
   *
   * @param overrides KEY=VALUE each, which count more than the file; VALUE is YAML
   * @param variables NAME=VALUE each, which some value uses; VALUE stands for ${NAME} in any value,
   *     as a text
   * @param defaults the same of variables that are not among those; values need not use them
   * @throws ConfigException with everything that is wrong
   */
  public static LockstepConfig load(
      Path file, List<String> overrides, List<String> variables, List<String> defaults) {
    Problems problems = new Problems();
    Variables all = Variables.of(file, variables, defaults, problems);
    GivenKeys given = GivenKeys.read(file, overrides, all, problems);
    Values values = new Resolver(given, problems).resolve();
    KeyRules.check(
        values,
        key -> given.has(key.name()),
        (key, message) -> problems.add(given.position(key.name()), key.name(), message));
    problems.throwIfAny();
    return Assembly.of(values, file.toString());
  }

  /** A text in which nothing is a variable, whatever it looks like. */
  public static String withoutVariables(String text) {
    return text.replace("${", "$${");
  }
}
