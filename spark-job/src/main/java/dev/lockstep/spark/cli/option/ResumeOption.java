package dev.lockstep.spark.cli.option;

import dev.lockstep.spark.run.directory.Resume;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** Reads --resume and --resume=force; what follows --resume as a word of its own is not its. */
public final class ResumeOption implements IParameterPreprocessor, ITypeConverter<Resume> {
  private static final String SAME = "same";
  private static final String FORCE = "force";

  @Override
  @SuppressWarnings("JdkObsolete") // Picocli's.
  public boolean preprocess(
      Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
    if (!"=".equals(info.get("separator"))) {
      args.push(SAME);
    }
    return false;
  }

  @Override
  public Resume convert(String value) {
    return switch (value) {
      case SAME -> Resume.SAME;
      case FORCE -> Resume.FORCE;
      default ->
          throw new TypeConversionException("found '" + value + "'; allowed: nothing, or " + FORCE);
    };
  }
}
