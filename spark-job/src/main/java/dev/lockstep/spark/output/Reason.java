package dev.lockstep.spark.output;

import dev.lockstep.spark.words.InWords;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;

/** Why a file cannot be written, in words: Java's own exceptions often have but the file's name. */
public final class Reason {
  /** Clients of object stores tell by which of their classes. */
  private static final Pattern CLASS_NAME = Pattern.compile("\\b(?:[a-z]\\w*\\.){2,}[A-Z]\\w*: ");

  /** And what an exception tells whose cause has told it. */
  private static final Pattern REPEATED = Pattern.compile("(.{20,}?):\\s+\\1");

  private Reason() {}

  public static String of(Exception e) {
    if (e instanceof FileSystemException failed && failed.getReason() == null) {
      return failed.getFile() + ": " + kind(failed);
    }
    String line =
        (e.getMessage() == null ? InWords.of(e) : e.getMessage())
            .lines()
            .findFirst()
            .orElse(InWords.of(e));
    return REPEATED.matcher(CLASS_NAME.matcher(line).replaceAll("")).replaceAll("$1");
  }

  private static String kind(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    return e instanceof FileAlreadyExistsException
        ? "it exists"
        : InWords.of(e.getClass().getSimpleName(), null);
  }
}
