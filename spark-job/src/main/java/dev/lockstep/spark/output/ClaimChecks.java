package dev.lockstep.spark.output;

import dev.lockstep.spark.output.Claim.Request;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** What must be so before an output is claimed; all throw OutputException otherwise. */
final class ClaimChecks {
  private ClaimChecks() {}

  /** That what is there may be replaced, and is no link to nothing. */
  static void replaceable(Output output, OutputKind kind, Place place) throws IOException {
    if (!place.exists(place.target())) {
      place.checkNoLink();
      return;
    }
    if (!output.overwrite()) {
      throw output.exists();
    }
    Optional<String> objection = kind.objection(place, place.target());
    if (objection.isPresent()) {
      throw new OutputException(
          output.path()
              + " "
              + objection.get()
              + "; it is not replaced: choose another "
              + output.name()
              + ", or move it away");
    }
  }

  /** That nobody else put anything where it is written first. */
  static void nothingForeign(Request request, Place place, Path directory) throws IOException {
    if (!place.exists(directory)) {
      return;
    }
    List<String> foreign =
        place.files().getFileStatus(directory).isDirectory()
            ? request.kind().foreign(place, directory)
            : List.of("a file");
    if (!foreign.isEmpty()) {
      throw new OutputException(
          "cannot write to "
              + request.output().name()
              + " "
              + request.output().path()
              + ": what is written goes to "
              + place.describe(directory)
              + " first, which holds "
              + OutputKind.list(foreign)
              + "; move it away, or choose another "
              + request.output().name());
    }
  }

  /** That whoever has claimed it does not write any more. */
  static void dead(Output output, String directory, Owner owner) {
    if (owner.isAlive(Instant.now())) {
      throw new OutputInUseException(
          output.name()
              + " "
              + output.path()
              + " is being written by "
              + owner
              + ", to "
              + directory
              + "; wait for it, stop it, or choose another "
              + output.name());
    }
  }
}
