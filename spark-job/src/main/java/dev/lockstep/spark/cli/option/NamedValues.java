package dev.lockstep.spark.cli.option;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an enum's constants by the names that configurations and reports have for them. */
public record NamedValues<E extends Enum<E>>(Class<E> type) implements ITypeConverter<E> {
  @Override
  public E convert(String value) {
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> each.toString().equals(value.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () -> new TypeConversionException("found '" + value + "'; allowed: " + names()));
  }

  private String names() {
    return Arrays.stream(type.getEnumConstants())
        .map(Enum::toString)
        .collect(Collectors.joining(", "));
  }
}
