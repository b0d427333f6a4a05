package dev.lockstep.spark.output;

import dev.lockstep.spark.output.Claim.Request;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory that a run leaves behind, on any Hadoop file system. It is written beside its place
 * and renamed when it is complete, so that whoever finds it finds all of it.
 */
public final class RunDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);

  private final Claim claim;
  private final Configuration hadoop;
  private RunFolder folder;
  private boolean over;

  private RunDirectory(Claim claim, Configuration hadoop) {
    this.claim = claim;
    this.folder = new RunFolder(claim.place(), claim.directory());
    this.hadoop = hadoop;
  }

  /**
   * Prepares to write a run directory, and makes sure that it can be written and nobody else does.
   *
   * @param inputs what the run reads
   * @param applicationId what others are told who write the same
   * @throws OutputException if it must not or cannot be written
   */
  public static RunDirectory create(
      Output output, Inputs inputs, Configuration hadoop, String applicationId) {
    Request request = new Request(output, OutputKind.RUN, inputs, applicationId);
    return new RunDirectory(Claim.make(request, hadoop), hadoop);
  }

  /** The same of a search. */
  public static RunDirectory ofSearch(
      Output output, Inputs inputs, Configuration hadoop, String applicationId) {
    Request request = new Request(output, OutputKind.SEARCH, inputs, applicationId);
    return new RunDirectory(Claim.make(request, hadoop), hadoop);
  }

  /** The files, wherever they lie at present. */
  public RunFolder folder() {
    return folder;
  }

  /** Whether it has been published or kept: what lies in it stays. */
  public boolean isOver() {
    return over;
  }

  private void lie(Place place, Path directory) {
    folder = new RunFolder(place, directory);
    over = true;
  }

  /** Throws RunNotWrittenException if the directory is gone, or another process has taken it. */
  public void checkHeld() {
    try {
      claim.checkHeld();
    } catch (IOException e) {
      throw new RunNotWrittenException(e);
    }
  }

  /** Whether nobody has taken it away. */
  public boolean isHeld() {
    try {
      return claim.isHeld();
    } catch (IOException e) {
      LOG.debug("{} cannot be looked at", folder.describe(), e);
      return false;
    }
  }

  /** Whether another process can go on with what it holds by now. */
  public boolean isResumable() {
    try {
      return claim.isResumable();
    } catch (IOException e) {
      LOG.debug("{} cannot be looked at", folder.describe(), e);
      return false;
    }
  }

  /**
   * There is a model or a checkpoint: what is in the directory is not removed any more if the
   * process ends.
   */
  public void outlast() {
    claim.outlast();
  }

  /** Gives the directory its name, if all of it is there; nothing can be written to it any more. */
  public void publish() {
    try {
      folder.verify();
      claim.publish(claim.directory());
      lie(claim.place(), claim.place().target());
    } catch (IOException e) {
      throw new RunNotWrittenException(e);
    }
  }

  /** Leaves what there is to whoever goes on with it, instead of publishing it. */
  public void leave() {
    try {
      lie(claim.place(), claim.leave());
    } catch (IOException e) {
      LOG.warn("{} stays claimed: {}", folder.describe(), e.getMessage());
    }
  }

  /** The absolute path; with the scheme, unless it is on a disk of this machine. */
  public String path() {
    return claim.place().describe(claim.place().target());
  }

  /** What is to be kept of a run that cannot be published. */
  public interface Remains {
    /** Writes what the folder does not hold yet, the most important first. */
    void writeTo(RunFolder folder) throws IOException;
  }

  /**
   * Keeps the model of a run that cannot be published: beside its place under the first free name
   * with that suffix, or where temporary files go. Tells where.
   *
   * @throws IOException if it can be written nowhere
   */
  public String keep(String suffix, Remains remains) throws IOException {
    return keep(suffix, remains, false);
  }

  /**
   * The same.
   *
   * @param stays whether what is held stays where it is, for whoever goes on with it, and gets no
   *     other name
   */
  public String keep(String suffix, Remains remains, boolean stays) throws IOException {
    try {
      if (claim.isHeld()) {
        return keepHere(suffix, remains, stays);
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be kept: {}", claim.directory(), e.getMessage());
    }
    Place place = claim.place();
    try {
      return write(place, place.freeSibling(suffix), remains);
    } catch (IOException e) {
      LOG.warn("Nothing can be kept beside {}: {}", path(), e.getMessage());
    }
    try {
      String name = "lockstep-" + claim.place().target().getName() + suffix + "-";
      Place temporary = Place.local(Files.createTempDirectory(name), hadoop);
      return write(temporary, temporary.target(), remains);
    } catch (IOException e) {
      if (!claim.isHeld() || !folder.holdsModel()) {
        throw e;
      }
      lie(place, claim.leave());
      return folder.describe();
    }
  }

  private String keepHere(String suffix, Remains remains, boolean stays) throws IOException {
    fill(folder, remains);
    lie(claim.place(), stays ? claim.leave() : claim.keep(suffix));
    return folder.describe();
  }

  private String write(Place place, Path directory, Remains remains) throws IOException {
    try {
      fill(new RunFolder(place, directory), remains);
    } catch (IOException e) {
      place.files().delete(directory, true);
      throw e;
    }
    lie(place, directory);
    return folder.describe();
  }

  /** Throws IOException only if there is not even the model. */
  private static void fill(RunFolder kept, Remains remains) throws IOException {
    try {
      remains.writeTo(kept);
    } catch (IOException e) {
      if (!kept.holdsModel()) {
        throw e;
      }
      LOG.warn("Only the model can be kept: {}", e.getMessage());
    }
  }

  /** Removes what has neither been published nor kept. */
  @Override
  public void close() {
    claim.close();
  }
}
