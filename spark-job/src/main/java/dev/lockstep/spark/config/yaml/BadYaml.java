package dev.lockstep.spark.config.yaml;

/** YAML that cannot be taken as it is; the message tells what was found and what is allowed. */
public final class BadYaml extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Position position;

  public BadYaml(Position position, String message) {
    super(message, null, false, false);
    this.position = position;
  }

  public BadYaml(YamlValue value, String message) {
    this(value.position(), message);
  }

  /** A value that is none of those allowed. */
  public static BadYaml expected(YamlValue value, String allowed) {
    return new BadYaml(value, "found " + value.found() + "; allowed: " + allowed);
  }

  public Position position() {
    return position;
  }

  /** What is wrong. */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
