package dev.lockstep.spark.checkpoint;

import dev.lockstep.model.Sha256;
import dev.lockstep.spark.checkpoint.Description.FileDigest;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.output.SubFolder;
import dev.lockstep.train.TrainingState;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files of one checkpoint. The state and the lines of metrics so far are digested in
 * state.json, and that is digested in the marker, which is written last: so each of them vouches
 * for another, and without the marker there is no checkpoint.
 */
final class CheckpointFiles {
  static final String STATE = "state.bin";
  static final String METRICS = "metrics.jsonl";
  static final String DESCRIPTION = "state.json";

  /** More is no description, and must not fill memory. */
  private static final long MOST_BYTES = 1 << 26;

  private static final int BUFFER = 1 << 16;

  private final SubFolder folder;
  private final String name;

  /** Those of the checkpoint of that name. */
  CheckpointFiles(SubFolder folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  /** What is written into one file. */
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes everything but the marker; gives what the marker is to be. */
  byte[] write(Description plain, TrainingState state, byte[] metrics) throws IOException {
    Map<String, FileDigest> files = new LinkedHashMap<>();
    files.put(STATE, write(STATE, state::writeTo));
    files.put(METRICS, write(METRICS, out -> out.write(metrics)));
    Description description =
        new Description(plain.step(), plain.best(), plain.origin(), plain.course(), files);
    byte[] json = description.json();
    FileDigest digest = write(DESCRIPTION, out -> out.write(json));
    return (digest.sha256() + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private FileDigest write(String file, Content content) throws IOException {
    MessageDigest sha256 = Sha256.begin();
    String path = path(file);
    try (OutputStream out =
        new BufferedOutputStream(new DigestOutputStream(folder.create(path), sha256), BUFFER)) {
      content.writeTo(out);
    }
    return new FileDigest(folder.length(path), Sha256.hex(sha256));
  }

  /** Completes it. */
  void mark(byte[] marker) throws IOException {
    try (OutputStream out = folder.create(path(RunFolder.COMPLETE))) {
      out.write(marker);
    }
  }

  /** Removes it, first the marker, so that nobody takes a part of it for all. */
  void remove() throws IOException {
    folder.delete(path(RunFolder.COMPLETE));
    folder.delete(name);
  }

  /** Whether it says that it is that of the best evaluation. */
  boolean isBest() {
    try {
      return Description.of(bytes(DESCRIPTION)).best();
    } catch (IOException e) {
      return false; // It is damaged, and of no use.
    }
  }

  boolean isMarked() throws IOException {
    return folder.exists(path(RunFolder.COMPLETE));
  }

  /** Its description, all of its files having been read; throws IOException if any is damaged. */
  Description verified() throws IOException {
    byte[] marker = bytes(RunFolder.COMPLETE);
    byte[] json = bytes(DESCRIPTION);
    String digest = Sha256.of(json);
    if (!new String(marker, StandardCharsets.US_ASCII).equals(digest + "\n")) {
      throw new IOException(DESCRIPTION + " is not the one that was written");
    }
    Description description = Description.of(json);
    for (Map.Entry<String, FileDigest> file : description.files().entrySet()) {
      verify(file.getKey(), file.getValue());
    }
    return description;
  }

  private void verify(String file, FileDigest expected) throws IOException {
    long found = folder.length(path(file));
    if (found != expected.bytes()) {
      throw new IOException(
          found < 0
              ? file + " is gone"
              : file + " has " + found + " bytes, not " + expected.bytes());
    }
    MessageDigest sha256 = Sha256.begin();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = folder.open(path(file))) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        sha256.update(buffer, 0, count);
      }
    }
    if (!Sha256.hex(sha256).equals(expected.sha256())) {
      throw new IOException("the bytes of " + file + " are not those that were written");
    }
  }

  void readInto(TrainingState state) throws IOException {
    try (InputStream in = new BufferedInputStream(folder.open(path(STATE)), BUFFER)) {
      state.readFrom(in);
    }
  }

  byte[] metrics() throws IOException {
    try (InputStream in = folder.open(path(METRICS))) {
      return in.readAllBytes();
    }
  }

  private byte[] bytes(String file) throws IOException {
    long length = folder.length(path(file));
    if (length < 0 || length > MOST_BYTES) {
      throw new IOException(length < 0 ? "there is no " + file : file + " is too long");
    }
    try (InputStream in = folder.open(path(file))) {
      return in.readAllBytes();
    }
  }

  String describe() {
    return folder.describe(name);
  }

  private String path(String file) {
    return name + "/" + file;
  }
}
