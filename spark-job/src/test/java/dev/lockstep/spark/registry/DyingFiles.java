package dev.lockstep.spark.registry;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** File systems that die by {@link Faults}. */
final class DyingFiles {
  static final Faults FAULTS = new Faults();

  private DyingFiles() {}

  /** A configuration that knows both. */
  static Configuration hadoop() {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.file.impl", Local.class, FileSystem.class);
    hadoop.setClass("fs.remote.impl", Remote.class, FileSystem.class);
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    hadoop.setBoolean("fs.remote.impl.disable.cache", true);
    return hadoop;
  }

  private static FSDataOutputStream dying(FSDataOutputStream out) throws IOException {
    return new FSDataOutputStream(
        new FilterOutputStream(out) {
          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            // Halves, so that a file may be left with some of its bytes.
            int half = length / 2;
            part(out, bytes, from, half);
            part(out, bytes, from + half, length - half);
          }

          @Override
          public void close() throws IOException {
            FAULTS.run(
                () -> {
                  out.close();
                  return true;
                });
          }
        },
        null);
  }

  private static void part(OutputStream out, byte[] bytes, int from, int length)
      throws IOException {
    FAULTS.run(
        () -> {
          out.write(bytes, from, length);
          out.flush();
          return true;
        });
  }

  /** The local one. */
  public static final class Local extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) {} // Starts a process each time.

    @Override
    public FSDataInputStream open(Path path, int buffer) throws IOException {
      return FAULTS.run(() -> super.open(path, buffer));
    }

    @Override
    public FSDataOutputStream create(
        Path path, boolean overwrite, int buffer, short copies, long block, Progressable progress)
        throws IOException {
      return dying(
          FAULTS.run(() -> super.create(path, overwrite, buffer, copies, block, progress)));
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
      return FAULTS.run(() -> super.delete(path, recursive));
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
      return FAULTS.run(() -> super.listStatus(path));
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
      return FAULTS.run(() -> super.mkdirs(path));
    }
  }

  private static final class WithoutPermissions extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) {}
  }

  /** One that renames as HDFS does: at once, and never over what is there. */
  public static final class Remote extends FilterFileSystem {
    public Remote() {
      super(new WithoutPermissions());
    }

    @Override
    public void initialize(URI name, Configuration conf) throws IOException {
      super.initialize(URI.create("file:///"), conf);
    }

    @Override
    public URI getUri() {
      return URI.create("remote:///");
    }

    @Override
    public String getScheme() {
      return "remote";
    }

    @Override
    public Path makeQualified(Path path) {
      return new Path("remote", null, path.toUri().getPath());
    }

    @Override
    protected void checkPath(Path path) {}

    @Override
    public FSDataInputStream open(Path path, int buffer) throws IOException {
      return FAULTS.run(() -> super.open(local(path), buffer));
    }

    @Override
    public FSDataOutputStream create(
        Path path,
        FsPermission permission,
        boolean overwrite,
        int buffer,
        short copies,
        long block,
        Progressable progress)
        throws IOException {
      return dying(
          FAULTS.run(
              () ->
                  super.create(
                      local(path), permission, overwrite, buffer, copies, block, progress)));
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
      return FAULTS.run(
          () -> {
            synchronized (Remote.class) {
              return !fs.exists(local(to)) && super.rename(local(from), local(to));
            }
          });
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
      return FAULTS.run(() -> super.delete(local(path), recursive));
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
      return FAULTS.run(() -> super.listStatus(local(path)));
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
      return super.getFileStatus(local(path));
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
      return FAULTS.run(() -> super.mkdirs(local(path)));
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) {
      return false;
    }

    private static Path local(Path path) {
      return new Path("file", null, path.toUri().getPath());
    }
  }
}
