package dev.lockstep.spark.config.key;

import dev.lockstep.spark.config.PortRange;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.spark.config.yaml.YamlValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ranges of TCP ports as people write them: 40000-40015, one alone, or 0. */
final class PortRangeType {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
  private static final String ALLOWED = "0, a port, or two from 1 to 65535 such as 40000-40015";

  static final ValueType<PortRange> PORTS =
      new ValueType<>(ALLOWED, PortRangeType::parse, PortRangeType::written);

  private PortRangeType() {}

  private static Object written(PortRange ports) {
    return ports.from() == ports.to() ? ports.from() : ports.toString();
  }

  private static PortRange parse(YamlValue value) throws BadYaml {
    Matcher written = WRITTEN.matcher(value.text().orElse(""));
    if (!written.matches()) {
      throw BadYaml.expected(value, ALLOWED);
    }
    int from = Integer.parseInt(written.group(1));
    String to = written.group(2);
    try {
      return new PortRange(from, to == null ? from : Integer.parseInt(to));
    } catch (IllegalArgumentException e) {
      throw BadYaml.expected(value, ALLOWED);
    }
  }
}
