package dev.lockstep.model;

/** A file of a model that is not what it must be; the message is meant for the user. */
public final class CorruptModelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String file;

  /** Where: a key or tensor of the file; found and expected: both sides, in words. */
  public CorruptModelException(String file, String where, String found, String expected) {
    super("%s: %s: found %s; expected %s".formatted(file, where, found, expected));
    this.file = file;
  }

  /** The file, as its directory describes it. */
  public String file() {
    return file;
  }
}
