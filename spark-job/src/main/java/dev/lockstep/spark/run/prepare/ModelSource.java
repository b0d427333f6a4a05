package dev.lockstep.spark.run.prepare;

import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFiles;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.output.HadoopDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Finds and reads a model by the path of its directory or of its run directory. */
public final class ModelSource {
  private ModelSource() {}

  /**
   * Reads a model.
   *
   * @throws ConfigException if there is none, or the path is none
   */
  public static Model read(String path, Configuration hadoop) {
    Path directory = directory(path);
    try {
      FileSystem files = directory.getFileSystem(hadoop);
      Path nested = new Path(directory, "model");
      Path found = holdsModel(files, nested) ? nested : directory;
      if (!holdsModel(files, found)) {
        throw ConfigException.of(
            "there is no model in %s: expected %s there or in its folder model",
            path, ModelFiles.DESCRIPTION);
      }
      return ModelFiles.read(new HadoopDirectory(files, found));
    } catch (UnsupportedFileSystemException e) {
      throw noPath(path, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model in " + path, e);
    }
  }

  private static Path directory(String path) {
    try {
      return new Path(path);
    } catch (IllegalArgumentException e) {
      throw noPath(path, e);
    }
  }

  private static ConfigException noPath(String path, Exception e) {
    return ConfigException.of(
        "found '%s' as the path of a model, expected a run directory: %s",
        path, String.valueOf(e.getMessage()));
  }

  private static boolean holdsModel(FileSystem files, Path directory) throws IOException {
    return files.exists(new Path(directory, ModelFiles.DESCRIPTION))
        || files.exists(new Path(directory, ModelFiles.TENSORS));
  }
}
