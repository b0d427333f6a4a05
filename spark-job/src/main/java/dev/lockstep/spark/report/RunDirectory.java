package dev.lockstep.spark.report;

import dev.lockstep.model.ModelDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The directory that a run leaves behind, on any Hadoop file system. It is written as a hidden
 * sibling and renamed when it is complete, so that whoever finds it finds all of it.
 */
public final class RunDirectory implements AutoCloseable {
  private final FileSystem files;
  private final Path target;
  private final Path temporary;
  private final boolean overwrite;

  private RunDirectory(FileSystem files, Path target, boolean overwrite) {
    this.files = files;
    this.target = target;
    this.overwrite = overwrite;
    String unique = "." + target.getName() + ".incomplete-" + UUID.randomUUID();
    this.temporary = new Path(target.getParent(), unique);
  }

  /**
   * Prepares to write a run directory, and makes sure that it can be written.
   *
   * @throws OutputException if it exists and is not to be overwritten, or cannot be written
   */
  public static RunDirectory create(String path, boolean overwrite, Configuration hadoop) {
    try {
      FileSystem files = withoutChecksumFiles(new Path(path).getFileSystem(hadoop));
      Path target = files.makeQualified(new Path(path));
      RunDirectory run = new RunDirectory(files, target, overwrite);
      if (files.exists(target) && !overwrite) {
        throw exists(path);
      }
      if (!files.mkdirs(run.temporary)) {
        throw new IOException("the directory cannot be made");
      }
      // For a run that is interrupted; one that fails is closed.
      files.deleteOnExit(run.temporary);
      return run;
    } catch (IOException | IllegalArgumentException e) {
      throw new OutputException("cannot write to output.path " + path + ": " + firstLine(e), e);
    }
  }

  /** Hadoop would put a hidden file with checksums beside each file on a local disk. */
  private static FileSystem withoutChecksumFiles(FileSystem files) {
    return files instanceof LocalFileSystem local ? local.getRaw() : files;
  }

  private static OutputException exists(String path) {
    return new OutputException(
        "the run directory "
            + path
            + " exists; choose another output.path, or set output.overwrite: true");
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }

  /** A directory below this one. */
  public ModelDirectory subdirectory(String name) {
    return hadoop(files, new Path(temporary, name));
  }

  /** Creates a file in this directory. */
  public OutputStream file(String name) throws IOException {
    return files.create(new Path(temporary, name), true);
  }

  /** Gives the directory its name; nothing can be written to it any more. */
  public void publish() {
    try {
      if (files.exists(target)) {
        if (!overwrite) {
          throw exists(path());
        }
        files.delete(target, true);
      }
      if (!files.rename(temporary, target)) {
        throw new IOException("renaming " + temporary + " failed");
      }
    } catch (IOException e) {
      throw new OutputException("cannot write " + target + ": " + firstLine(e), e);
    }
  }

  /** Removes what has not been published. */
  @Override
  public void close() {
    try {
      files.delete(temporary, true);
      files.cancelDeleteOnExit(temporary);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + temporary, e);
    }
  }

  /** The absolute path; with the scheme, unless it is on a disk of this machine. */
  public String path() {
    return files instanceof RawLocalFileSystem ? target.toUri().getPath() : target.toString();
  }

  /** A model's directory on any Hadoop file system. */
  public static ModelDirectory hadoop(FileSystem files, Path directory) {
    return new ModelDirectory() {
      @Override
      public long length(String name) throws IOException {
        return files.getFileStatus(new Path(directory, name)).getLen();
      }

      @Override
      public InputStream open(String name) throws IOException {
        return files.open(new Path(directory, name));
      }

      @Override
      public OutputStream create(String name) throws IOException {
        return files.create(new Path(directory, name), true);
      }

      @Override
      public String describe(String name) {
        return new Path(directory, name).toString();
      }
    };
  }
}
