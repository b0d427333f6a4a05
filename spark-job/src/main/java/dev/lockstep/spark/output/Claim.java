package dev.lockstep.spark.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The right to write an output, which one process has at a time: a directory beside it, with an
 * owner file in it.
 */
final class Claim implements AutoCloseable {
  /** Others come and go at most so often while the claim is made. */
  private static final int MOST_ATTEMPTS = 10;

  private final Output output;
  private final OutputKind kind;
  private final Place place;
  private final Path directory;
  private final OwnerFile owner;

  /** Whether the directory is still where it was made. */
  private boolean open = true;

  private Claim(Output output, OutputKind kind, Place place, OwnerFile owner) {
    this.output = output;
    this.kind = kind;
    this.place = place;
    this.directory = place.sibling(Place.INCOMPLETE);
    this.owner = owner;
  }

  /**
   * Claims an output.
   *
   * @throws OutputException before anything is touched, if it is an input, exists and must not be
   *     replaced, or cannot be written
   * @throws OutputInUseException if another process has claimed it
   */
  static Claim make(Request request, Configuration hadoop) {
    Output output = request.output();
    Place place = Place.of(output, hadoop);
    request.inputs().check(output, place, hadoop);
    try {
      ClaimChecks.replaceable(output, request.kind(), place);
      Claim claim = new Claim(output, request.kind(), place, own(request, place));
      claim.begin();
      return claim;
    } catch (IOException e) {
      throw output.cannotBeWritten(e);
    }
  }

  /** Who wants to write what. */
  record Request(Output output, OutputKind kind, Inputs inputs, String applicationId) {}

  private static OwnerFile own(Request request, Place place) throws IOException {
    Path directory = place.sibling(Place.INCOMPLETE);
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      ClaimChecks.nothingForeign(request, place, directory);
      if (!place.files().mkdirs(directory)) {
        throw new IOException("the directory " + place.describe(directory) + " cannot be made");
      }
      Optional<OwnerFile> ours = own(request, place, directory);
      if (ours.isPresent()) {
        settle(request, place, ours.get());
        return ours.get();
      }
      Optional<Owner> other = OwnerFile.readIn(place, directory);
      if (other.isPresent()) {
        ClaimChecks.dead(request.output(), place.describe(directory), other.get());
        Leftovers.clear(place, request.kind(), other.get());
      }
    }
    throw new IOException("others keep writing to " + place.describe(directory));
  }

  private static Optional<OwnerFile> own(Request request, Place place, Path directory)
      throws IOException {
    try {
      return OwnerFile.create(place, directory, Owner.here(request.applicationId()));
    } catch (IOException e) {
      place.removeEmpty(directory);
      throw e;
    }
  }

  private static void settle(Request request, Place place, OwnerFile owner) throws IOException {
    try {
      Leftovers.settle(place, request.kind(), request.output());
    } catch (IOException | RuntimeException e) {
      owner.stop();
      OwnerFile.remove(place, place.sibling(Place.INCOMPLETE));
      throw e;
    }
  }

  /** What can be told only by the owner. */
  private void begin() throws IOException {
    try {
      if (!isResumable()) {
        // For a process that is told to end; a command that fails closes this.
        place.files().deleteOnExit(directory);
      }
      Leftovers.putBack(place, kind);
      ClaimChecks.replaceable(output, kind, place);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  Output output() {
    return output;
  }

  Place place() {
    return place;
  }

  /** Where to write. */
  Path directory() {
    return directory;
  }

  FileSystem files() {
    return place.files();
  }

  /** Whether nobody has taken the directory away. */
  boolean isHeld() throws IOException {
    return open && owner.isOurs();
  }

  /** Whether another process can go on with what is in the directory. */
  boolean isResumable() throws IOException {
    return kind.isResumable(place, directory);
  }

  /** Throws IOException if somebody has taken the directory away. */
  void checkHeld() throws IOException {
    if (!isHeld()) {
      throw new IOException(place.describe(directory) + " has been taken away meanwhile");
    }
  }

  /** What is in the directory outlasts this process from now on, however it ends. */
  void outlast() {
    place.files().cancelDeleteOnExit(directory);
  }

  /** Gives the directory, or one in it, the output's name, and ends the claim. */
  void publish(Path complete) throws IOException {
    checkHeld();
    ClaimChecks.replaceable(output, kind, place);
    // A beat in the middle of a move would write into nothing.
    owner.stop();
    replace(complete);
    if (complete.equals(directory)) {
      open = false;
      outlast();
      OwnerFile.remove(place, place.target());
    }
  }

  /** The old one goes last, and comes back if the new one does not come. */
  private void replace(Path complete) throws IOException {
    Path target = place.target();
    if (!place.exists(target)) {
      place.publish(complete, kind.last());
      return;
    }
    Path old = place.freeSibling(Place.REPLACED);
    place.move(target, old);
    try {
      place.publish(complete, kind.last());
    } catch (IOException e) {
      place.move(old, target);
      throw e;
    }
    place.files().delete(old, true);
  }

  /** Gives the directory the first free name with that suffix, and ends the claim. */
  Path keep(String suffix) throws IOException {
    owner.stop();
    Path kept = place.freeSibling(suffix);
    place.move(directory, kept);
    open = false;
    outlast();
    OwnerFile.remove(place, kept);
    return kept;
  }

  /** Leaves the directory where it is, to whoever goes on with it, and ends the claim. */
  Path leave() throws IOException {
    owner.stop();
    outlast();
    if (isHeld()) {
      open = false;
      OwnerFile.remove(place, directory);
    }
    return directory;
  }

  /** Removes the directory, if it is still there and ours, and nobody can go on with it. */
  @Override
  public void close() {
    owner.stop();
    try {
      if (isHeld()) {
        removeOrLeave();
      }
      open = false;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + place.describe(directory), e);
    } finally {
      outlast();
    }
  }

  private void removeOrLeave() throws IOException {
    if (isResumable()) {
      leave();
    } else {
      place.remove(directory);
    }
  }
}
