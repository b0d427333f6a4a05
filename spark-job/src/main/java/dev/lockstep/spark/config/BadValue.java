package dev.lockstep.spark.config;

/** A value that its key does not take; the message tells what was found and what is allowed. */
final class BadValue extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient YamlValue value;

  BadValue(YamlValue value, String message) {
    super(message, null, false, false);
    this.value = value;
  }

  static BadValue expected(YamlValue value, String allowed) {
    return new BadValue(value, "found " + value.found() + "; allowed: " + allowed);
  }

  Place place() {
    return value.place();
  }
}
