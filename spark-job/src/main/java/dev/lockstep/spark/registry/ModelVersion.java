package dev.lockstep.spark.registry;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A model in the registry, which never changes: what its version.json says.
 *
 * @param created when, in UTC
 * @param createdBy the process that published it
 * @param run the run directory that it comes from
 * @param parametersSha256 of the parameters
 * @param dataDigest of the rows that it was trained on; empty if the run does not tell
 * @param figure what its value is, such as "test accuracy"; empty if the run tells of none
 * @param files by their path in the version's directory
 */
public record ModelVersion(
    int number,
    String created,
    String createdBy,
    String run,
    String parametersSha256,
    String dataDigest,
    String figure,
    double value,
    Map<String, StoredFile> files) {
  /** The length of a file, and the SHA-256 of its bytes. */
  public record StoredFile(long bytes, String sha256) {
    public StoredFile {
      Objects.requireNonNull(sha256, "sha256");
    }

    @Override
    public String toString() {
      return bytes + " bytes of SHA-256 " + sha256;
    }
  }

  public ModelVersion {
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(createdBy, "created_by");
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(parametersSha256, "parameters_sha256");
    Objects.requireNonNull(dataDigest, "data_digest");
    Objects.requireNonNull(figure, "figure");
    files = new TreeMap<>(Objects.requireNonNull(files, "files"));
  }
}
