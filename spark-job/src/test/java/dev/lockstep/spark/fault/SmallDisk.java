package dev.lockstep.spark.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that is, where the user may mount one, a small disk of its own that fills up. */
final class SmallDisk implements AutoCloseable {
  private static final int KILOBYTES = 8192;

  private final Path directory;
  private final boolean mounted;

  private SmallDisk(Path directory, boolean mounted) {
    this.directory = directory;
    this.mounted = mounted;
  }

  /** Mounts one at a directory that is empty. */
  static SmallDisk at(Path directory) {
    String size = "size=" + KILOBYTES + "k";
    return new SmallDisk(
        directory, Signals.did("mount", "-t", "tmpfs", "-o", size, "tmpfs", directory.toString()));
  }

  boolean isMounted() {
    return mounted;
  }

  private Path ballast() {
    return directory.resolve("ballast");
  }

  /** Leaves no room. */
  void fill() throws IOException {
    byte[] page = new byte[1024];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      for (int i = 0; i < KILOBYTES; i++) {
        out.write(page);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }

  /** There is room again. */
  void free() throws IOException {
    Files.deleteIfExists(ballast());
  }

  @Override
  public void close() {
    if (mounted) {
      assertThat(Signals.did("umount", directory.toString())).as("umount " + directory).isTrue();
    }
  }
}
