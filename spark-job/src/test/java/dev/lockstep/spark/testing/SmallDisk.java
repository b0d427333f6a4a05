package dev.lockstep.spark.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that is, where the user may mount one, a small disk of its own that fills up. */
public final class SmallDisk implements AutoCloseable {
  private final Path directory;
  private final int kilobytes;
  private final boolean mounted;

  private SmallDisk(Path directory, int kilobytes, boolean mounted) {
    this.directory = directory;
    this.kilobytes = kilobytes;
    this.mounted = mounted;
  }

  /** Mounts one of that size at a directory that is empty. */
  public static SmallDisk at(Path directory, int kilobytes) {
    String[] mount = {
      "mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", directory.toString()
    };
    return new SmallDisk(directory, kilobytes, Processes.succeeds(mount));
  }

  /** Makes the directory of one and mounts it; where none may be mounted, the test is left out. */
  public static SmallDisk orSkip(Path directory, int kilobytes) throws IOException {
    SmallDisk disk = at(Files.createDirectory(directory), kilobytes);
    assumeTrue(disk.mounted, "no disk may be mounted here");
    return disk;
  }

  /** Where it is. */
  public Path directory() {
    return directory;
  }

  public boolean isMounted() {
    return mounted;
  }

  private Path ballast() {
    return directory.resolve("ballast");
  }

  /** Leaves no room. */
  public void fill() throws IOException {
    byte[] page = new byte[1024];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      for (int i = 0; i < kilobytes; i++) {
        out.write(page);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }

  /** There is room again. */
  public void free() throws IOException {
    Files.deleteIfExists(ballast());
  }

  @Override
  public void close() {
    if (mounted) {
      assertThat(Processes.succeeds("umount", directory.toString()))
          .as("umount " + directory)
          .isTrue();
    }
  }
}
