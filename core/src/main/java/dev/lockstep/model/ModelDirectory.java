package dev.lockstep.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A directory on any file system, as far as a model needs one: the seam to Hadoop's. */
public interface ModelDirectory {
  /**
   * Bytes in the file of that name.
   *
   * @throws FileNotFoundException if there is none; its message is what there is instead: "none",
   *     "a directory"
   */
  long length(String name) throws IOException;

  /** Reads the file of that name from its beginning. The caller buffers and closes. */
  InputStream open(String name) throws IOException;

  /** Creates or overwrites the file of that name. The caller buffers and closes. */
  OutputStream create(String name) throws IOException;

  /** The whole path of the file of that name, for messages. */
  String describe(String name);

  /** A directory of this machine, created when the first file is. */
  static ModelDirectory of(Path directory) {
    return new ModelDirectory() {
      @Override
      public long length(String name) throws IOException {
        Path file = directory.resolve(name);
        if (Files.isDirectory(file)) {
          throw new FileNotFoundException("a directory");
        }
        try {
          return Files.size(file);
        } catch (NoSuchFileException e) {
          throw (IOException) new FileNotFoundException("none").initCause(e);
        }
      }

      @Override
      public InputStream open(String name) throws IOException {
        return Files.newInputStream(directory.resolve(name));
      }

      @Override
      public OutputStream create(String name) throws IOException {
        Files.createDirectories(directory);
        return Files.newOutputStream(directory.resolve(name));
      }

      @Override
      public String describe(String name) {
        return directory.resolve(name).toString();
      }
    };
  }
}
