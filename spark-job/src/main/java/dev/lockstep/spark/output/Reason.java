package dev.lockstep.spark.output;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file cannot be written, in words: Java's own exceptions often have but the file's name. */
public final class Reason {
  private Reason() {}

  public static String of(Exception e) {
    if (e instanceof FileSystemException failed && failed.getReason() == null) {
      return failed.getFile() + ": " + kind(failed);
    }
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }

  private static String kind(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    return e instanceof FileAlreadyExistsException ? "it exists" : e.getClass().getSimpleName();
  }
}
