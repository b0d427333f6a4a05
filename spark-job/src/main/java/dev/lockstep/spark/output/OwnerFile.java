package dev.lockstep.spark.output;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that says who writes to a directory: whoever created it does, as long as the heartbeats
 * in it go on.
 */
final class OwnerFile {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerFile.class);
  private static final String NAME = "owner.json";

  /** Owners' files have some hundred; what has more is none. */
  private static final int MOST_BYTES = 1 << 16;

  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final Place place;
  private final Path directory;
  private final Owner owner;
  private @Nullable ScheduledExecutorService heart;

  private OwnerFile(Place place, Path directory, Owner owner) {
    this.place = place;
    this.directory = directory;
    this.owner = owner;
  }

  /** Whether a file of that name belongs to owners. */
  static boolean isOne(String name) {
    return name.startsWith(NAME);
  }

  /** Makes this process the owner of a directory; empty if another is, or the directory is gone. */
  static Optional<OwnerFile> create(Place place, Path directory, Owner owner) throws IOException {
    if (!place.createNew(new Path(directory, NAME), owner.toJson())) {
      return Optional.empty();
    }
    OwnerFile file = new OwnerFile(place, directory, owner);
    file.startHeart();
    return Optional.of(file);
  }

  /**
   * The owner of a directory; empty if it has none. One that has not yet said who it is has been
   * there since its file has.
   */
  static Optional<Owner> readIn(Place place, Path directory) throws IOException {
    return read(place, new Path(directory, NAME));
  }

  private static Optional<Owner> read(Place place, Path file) throws IOException {
    try (InputStream in = place.files().open(file)) {
      return Optional.of(Owner.fromJson(in.readNBytes(MOST_BYTES)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.debug("{} cannot be read", file, e);
      @Nullable FileStatus status = place.status(file);
      return Optional.ofNullable(status).map(OwnerFile::unknown);
    }
  }

  private static Owner unknown(FileStatus file) {
    Instant seen = Instant.ofEpochMilli(file.getModificationTime());
    return new Owner("", "an unknown host", "unknown", 0, seen, "unknown", seen, seen);
  }

  private void startHeart() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "heartbeat of " + directory.getName());
              thread.setDaemon(true);
              return thread;
            });
    long period = HEARTBEAT.toMillis();
    var unused = started.scheduleWithFixedDelay(this::beat, period, period, TimeUnit.MILLISECONDS);
    heart = started;
  }

  private void beat() {
    try {
      if (isOurs()) {
        place.replace(new Path(directory, NAME), owner.beating().toJson());
      }
    } catch (IOException | RuntimeException e) {
      // A beat may be missed; whoever thinks this process dead is found when it publishes.
      LOG.warn("{} cannot be renewed: {}", new Path(directory, NAME), e.getMessage());
    }
  }

  /** Whether this process is still the owner. */
  boolean isOurs() throws IOException {
    return readIn(place, directory).map(found -> found.id().equals(owner.id())).orElse(false);
  }

  /** Ends the heartbeats; the file stays. */
  void stop() {
    ScheduledExecutorService running = heart;
    heart = null;
    if (running != null) {
      running.shutdownNow();
      boolean interrupted = Thread.interrupted();
      try {
        if (!running.awaitTermination(HEARTBEAT.toSeconds(), TimeUnit.SECONDS)) {
          LOG.warn("the last heartbeat in {} has not ended", directory);
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Removes the file of a dead owner, first from its name, so that one of two processes does; does
   * nothing if the directory has another owner by now.
   */
  static boolean remove(Place place, Path directory, Owner dead) throws IOException {
    Path file = new Path(directory, NAME);
    String aside = NAME + "." + UUID.randomUUID();
    try {
      place.move(file, new Path(directory, aside));
    } catch (IOException e) {
      if (place.exists(file)) {
        throw e;
      }
      return false;
    }
    boolean isDead =
        read(place, new Path(directory, aside))
            .map(owner -> owner.id().equals(dead.id()))
            .orElse(false);
    if (isDead) {
      place.files().delete(new Path(directory, aside), false);
    } else {
      place.move(new Path(directory, aside), file);
    }
    return isDead;
  }

  /** Removes the file from where the directory is now. */
  static void remove(Place place, Path directory) throws IOException {
    place.files().delete(new Path(directory, NAME), false);
  }
}
