package dev.lockstep.spark.output;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What processes that died have left beside an output. */
final class Leftovers {
  /** What holds a model, though its run did not come to its end. */
  static final String FAILED = ".failed";

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private Leftovers() {}

  /**
   * Ends the ownership of a dead owner. What can be gone on with stays where it is; otherwise what
   * it was writing is moved: away, or to a free name if it is worth that.
   */
  static void clear(Place place, OutputKind kind, Owner dead) throws IOException {
    Path directory = place.sibling(Place.INCOMPLETE);
    if (!kind.isResumable(place, directory)) {
      moveAside(place, kind, dead);
    } else if (OwnerFile.remove(place, directory, dead)) {
      LOG.warn("Found {} of {}, which is dead", place.describe(directory), dead);
    }
  }

  private static void moveAside(Place place, OutputKind kind, Owner dead) throws IOException {
    Path directory = place.sibling(Place.INCOMPLETE);
    Path aside = place.nameless(directory);
    try {
      place.move(directory, aside);
    } catch (IOException e) {
      if (place.exists(directory)) {
        throw e;
      }
      return; // Another process has just done the same.
    }
    Optional<Owner> moved = OwnerFile.readIn(place, aside);
    if (moved.map(owner -> !owner.id().equals(dead.id())).orElse(false)) {
      place.move(aside, directory); // Not the dead one's any more.
      return;
    }
    if (kind.isWorthKeeping(place, aside)) {
      Path kept = place.freeSibling(FAILED);
      place.move(aside, kept);
      OwnerFile.remove(place, kept);
      LOG.warn(
          "Found {} of {}, which is dead; its trained model is kept in {}",
          place.describe(directory),
          dead,
          place.describe(kept));
    } else {
      place.files().delete(aside, true);
      LOG.warn("Found {} of {}, which is dead; removed", place.describe(directory), dead);
    }
  }

  /**
   * Leaves checkpoints to a new owner that goes on from them, and removes what else whoever had no
   * owner's file has left; throws OutputException if checkpoints may neither stay nor go.
   */
  static void settle(Place place, OutputKind kind, Output output) throws IOException {
    Path directory = place.sibling(Place.INCOMPLETE);
    if (kind.isResumable(place, directory)) {
      if (output.resume()) {
        return;
      }
      if (!output.overwrite()) {
        throw output.unfinished(place.describe(directory), kind);
      }
      LOG.warn("Removing the checkpoints in {}", place.describe(directory));
    }
    clearUnowned(place, kind);
  }

  /** Removes what is in a directory beside the new owner's file, of whoever had none. */
  private static void clearUnowned(Place place, OutputKind kind) throws IOException {
    Path directory = place.sibling(Place.INCOMPLETE);
    boolean keep = kind.isWorthKeeping(place, directory);
    Path kept = place.freeSibling(FAILED);
    for (FileStatus entry : place.files().listStatus(directory)) {
      Path path = entry.getPath();
      if (OwnerFile.isOne(path.getName())) {
        continue;
      }
      if (keep) {
        place.files().mkdirs(kept);
        place.move(path, Place.child(kept, path.getName()));
      } else {
        place.files().delete(path, true);
      }
    }
    if (keep) {
      LOG.warn(
          "Found a trained model in {}, of nobody; it is kept in {}",
          place.describe(directory),
          place.describe(kept));
    }
  }

  /** Puts back, or removes, what a process that died was about to replace. */
  static void putBack(Place place, OutputKind kind) throws IOException {
    Path old = place.sibling(Place.REPLACED);
    if (!place.exists(old) || kind.objection(place, old).isPresent()) {
      return;
    }
    if (place.exists(place.target())) {
      place.remove(old);
      LOG.warn("Found {}, which had been replaced already; removed", place.describe(old));
    } else {
      place.move(old, place.target());
      LOG.warn("Found {}, which had not been replaced yet; put back", place.describe(old));
    }
  }
}
