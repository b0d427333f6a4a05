package dev.lockstep.spark.output;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a path really leads, whether or not something is there: symbolic links and mount points are
 * followed as far as they exist.
 *
 * @param store tells file systems apart
 * @param names from the root down
 * @param itself what the disk calls the file or directory; null if there is none, or no local disk
 * @param lineage the same of this and all that it lies in
 */
record Location(String store, List<String> names, @Nullable Object itself, Set<Object> lineage) {
  /** More links in a row than any system follows. */
  private static final int MOST_LINKS = 40;

  private static final String LOCAL = "file";

  static Location of(Path path, FileSystem files) throws IOException {
    Path qualified = files.makeQualified(path);
    return files.getUri().getScheme().equals("file")
        ? local(Place.local(qualified))
        : remote(qualified, files);
  }

  private static Location remote(Path path, FileSystem files) throws IOException {
    Path found = path;
    List<String> missing = new ArrayList<>();
    while (true) {
      try {
        Path resolved = files.resolvePath(found);
        return of(store(resolved, files), names(resolved), missing);
      } catch (FileNotFoundException e) {
        if (found.isRoot()) {
          return of(store(found, files), names(found), missing);
        }
        missing.add(0, found.getName());
        found = found.getParent();
      }
    }
  }

  /** The service where there is one: hdfs://name and hdfs://name:8020 are the same. */
  private static String store(Path path, FileSystem files) throws IOException {
    FileSystem owner = path.getFileSystem(files.getConf());
    String service = owner.getCanonicalServiceName();
    String authority = service != null ? service : String.valueOf(path.toUri().getAuthority());
    return (owner.getUri().getScheme() + "://" + authority).toLowerCase(Locale.ROOT);
  }

  private static List<String> names(Path path) {
    return Arrays.stream(path.toUri().getPath().split("/"))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static Location of(String store, List<String> names, List<String> missing) {
    List<String> all = new ArrayList<>(names);
    all.addAll(missing);
    return new Location(store, List.copyOf(all), null, Set.of());
  }

  static Location local(java.nio.file.Path path) throws IOException {
    java.nio.file.Path real = real(path.toAbsolutePath().normalize(), MOST_LINKS);
    List<String> names = new ArrayList<>();
    real.forEach(name -> names.add(name.toString()));
    Set<Object> lineage = new LinkedHashSet<>();
    for (java.nio.file.@Nullable Path p = real; p != null; p = p.getParent()) {
      key(p).ifPresent(lineage::add);
    }
    return new Location(LOCAL, names, key(real).orElse(null), lineage);
  }

  private static java.nio.file.Path real(java.nio.file.Path path, int links) throws IOException {
    if (Files.exists(path)) {
      return path.toRealPath();
    }
    java.nio.file.Path parent = path.getParent();
    if (parent == null) {
      return path;
    }
    if (Files.isSymbolicLink(path) && links > 0) {
      return real(parent.resolve(Files.readSymbolicLink(path)).normalize(), links - 1);
    }
    return real(parent, links).resolve(Objects.requireNonNull(path.getFileName()));
  }

  private static Optional<Object> key(java.nio.file.Path path) throws IOException {
    try {
      return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Whether it is on a disk of this machine. */
  boolean isLocal() {
    return store.equals(LOCAL);
  }

  /** Whether this is the other or lies in it. */
  boolean isIn(Location other) {
    return store.equals(other.store)
        && (startsWith(names, other.names)
            || (other.itself != null && lineage.contains(other.itself)));
  }

  private static boolean startsWith(List<String> names, List<String> start) {
    return names.size() >= start.size() && names.subList(0, start.size()).equals(start);
  }
}
