package dev.lockstep.model;

/** A file of a model that is not what it must be; the message is meant for the user. */
public final class CorruptModelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String file;

  /**
   * At a place of a file, such as "network.layers[2].kind"; the problem in words that name both
   * sides. It stays on one line, whatever the file holds.
   */
  public CorruptModelException(String file, String where, String problem) {
    super((file + ": " + where + ": " + problem).replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " "));
    this.file = file;
  }

  /** What was found at a place of a file, and what must be there. */
  public static CorruptModelException found(
      String file, String where, Object found, Object expected) {
    return new CorruptModelException(file, where, "found " + found + ", expected " + expected);
  }

  /** The file, as its directory describes it. */
  public String file() {
    return file;
  }
}
