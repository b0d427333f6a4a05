package dev.lockstep.spark.output;

import dev.lockstep.model.ModelDirectory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A model's directory on any Hadoop file system. */
public class HadoopDirectory implements ModelDirectory {
  private final FileSystem files;
  private final Path directory;

  public HadoopDirectory(FileSystem files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  @Override
  public long length(String name) throws IOException {
    FileStatus status;
    try {
      status = files.getFileStatus(new Path(directory, name));
    } catch (FileNotFoundException e) {
      throw (IOException) new FileNotFoundException("none").initCause(e);
    }
    if (status.isDirectory()) {
      throw new FileNotFoundException("a directory");
    }
    return status.getLen();
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
}
