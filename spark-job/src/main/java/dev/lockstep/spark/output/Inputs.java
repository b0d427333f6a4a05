package dev.lockstep.spark.output;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that a command reads, which its output must neither be, nor contain, nor lie in. */
public final class Inputs {
  private static final Logger LOG = LoggerFactory.getLogger(Inputs.class);

  private final List<Input> inputs = new ArrayList<>();

  /** Such as (data.train, /tables/day=*). */
  private record Input(String name, String path) {
    @Override
    public String toString() {
      return name + " " + path;
    }
  }

  /** An input where it really is, with those of its parts that links lead to. */
  private record Found(PathPattern pattern, Set<Location> locations) {}

  /** Adds paths as Spark or Hadoop read them, patterns among them. */
  public Inputs add(String name, List<String> paths) {
    paths.forEach(path -> inputs.add(new Input(name, path)));
    return this;
  }

  /** Adds a file of this machine. */
  public Inputs addFile(String name, java.nio.file.Path file) {
    return add(name, List.of(file.toUri().toString()));
  }

  /**
   * Throws OutputException if a file of this machine that an option names is one, or lies in one.
   */
  public void checkFile(String option, java.nio.file.Path file, Configuration hadoop) {
    Output output = new Output(option, file.toUri().toString(), true, false);
    check(output, Place.of(output, hadoop), hadoop);
  }

  /** Throws OutputException if the output, or what stands beside it while it is written, is one. */
  void check(Output output, Place place, Configuration hadoop) {
    for (Input input : inputs) {
      find(input, hadoop).ifPresent(found -> check(output, place, input, found));
    }
  }

  private static void check(Output output, Place place, Input input, Found found) {
    try {
      for (String suffix : List.of("", Place.INCOMPLETE, Place.REPLACED)) {
        Path path = suffix.isEmpty() ? place.target() : place.sibling(suffix);
        Optional<String> touch = touch(Location.of(path, place.files()), found);
        if (touch.isPresent()) {
          String detour = suffix.isEmpty() ? "" : "needs " + place.describe(path) + ", which ";
          throw refused(output, detour + touch.get(), input);
        }
      }
    } catch (IOException e) {
      throw output.cannotBeWritten(e);
    }
  }

  private static OutputException refused(Output output, String touches, Input input) {
    return new OutputException(
        String.format(
            Locale.ROOT,
            "%s %s %s %s, which is read; choose another %s",
            output.name(),
            output.path(),
            touches,
            input,
            output.name()));
  }

  /** How an output and an input touch, in words. */
  private static Optional<String> touch(Location output, Found input) throws IOException {
    for (Location location : input.locations) {
      if (output.isIn(location)) {
        return Optional.of(location.isIn(output) ? "is" : "lies in");
      }
      if (location.isIn(output)) {
        return Optional.of("contains");
      }
    }
    return input.pattern.takesIn(output) ? Optional.of("would be part of") : Optional.empty();
  }

  private static Optional<Found> find(Input input, Configuration hadoop) {
    try {
      Path path = new Path(input.path);
      FileSystem files = path.getFileSystem(hadoop);
      PathPattern pattern = new PathPattern(path, files);
      Set<Location> locations = new LinkedHashSet<>();
      for (Path each : pattern.found()) {
        Location location = Location.of(each, files);
        locations.add(location);
        if (location.isLocal()) {
          addLinked(Place.local(files.makeQualified(each)), locations);
        }
      }
      return Optional.of(new Found(pattern, locations));
    } catch (IOException | IllegalArgumentException e) {
      // What cannot be found cannot be lost; reading it fails, and says more.
      LOG.debug("{} is nowhere", input, e);
      return Optional.empty();
    }
  }

  /** Adds what symbolic links in a directory lead to, as they are read like files in it. */
  private static void addLinked(java.nio.file.Path root, Set<Location> locations)
      throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    List<java.nio.file.Path> links;
    try (Stream<java.nio.file.Path> all = Files.walk(root.toRealPath())) {
      links = all.filter(Files::isSymbolicLink).filter(Files::exists).toList();
    }
    for (java.nio.file.Path link : links) {
      if (locations.add(Location.local(link))) {
        addLinked(link, locations);
      }
    }
  }
}
