package dev.lockstep.spark.search.trial;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.model.Sha256;
import dev.lockstep.spark.output.SubFolder;
import dev.lockstep.spark.search.trial.TrialRun.Left;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes of rungs of trials, in files, from which a search goes on: the state first, then the
 * result, which has the digest of the state, so that a result that can be read vouches for both.
 */
public final class TrialStore {
  private static final Logger LOG = LoggerFactory.getLogger(TrialStore.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RESULT = "result";
  private static final String STATE = "state_sha256";

  private final SubFolder folder;

  public TrialStore(SubFolder folder) {
    this.folder = folder;
  }

  /** Keeps what has come of a trial. */
  public void put(Left left) throws IOException {
    TrialResult result = left.result();
    if (left.state().length > 0) {
      write(name(result.trial(), result.rung(), "state"), left.state());
    }
    ObjectNode json = JSON.createObjectNode();
    json.set(RESULT, JSON.readTree(result.json()));
    json.put(STATE, Sha256.of(left.state()));
    write(name(result.trial(), result.rung(), "json"), JSON.writeValueAsBytes(json));
  }

  /** What came of a rung of a trial, if it is there, undamaged. */
  public Optional<TrialResult> result(int trial, int rung) throws IOException {
    Optional<Left> left = read(trial, rung, false);
    return left.map(Left::result);
  }

  /** The same with the state. */
  public Optional<Left> left(int trial, int rung) throws IOException {
    return read(trial, rung, true);
  }

  private Optional<Left> read(int trial, int rung, boolean withState) throws IOException {
    String name = name(trial, rung, "json");
    if (!folder.exists(name)) {
      return Optional.empty();
    }
    try {
      var json = JSON.readTree(bytes(name));
      TrialResult result = TrialResult.of(JSON.writeValueAsBytes(json.path(RESULT)));
      byte[] state = new byte[0];
      if (withState && result.isMeasured()) {
        state = bytes(name(trial, rung, "state"));
        if (!Sha256.of(state).equals(json.path(STATE).asText())) {
          throw new IOException("the bytes of the state are not those that were written");
        }
      }
      return Optional.of(new Left(result, state));
    } catch (IOException e) {
      LOG.warn("{} is damaged, and is computed again: {}", folder.describe(name), e.getMessage());
      return Optional.empty();
    }
  }

  /** Nobody goes on from that state any more. */
  public void forget(int trial, int rung) throws IOException {
    folder.delete(name(trial, rung, "state"));
  }

  /** Writes a file of another kind. */
  public void write(String name, byte[] bytes) throws IOException {
    try (OutputStream out = folder.create(name)) {
      out.write(bytes);
    }
  }

  /** The bytes of a file of another kind; empty if there is none. */
  public Optional<byte[]> find(String name) throws IOException {
    return folder.exists(name) ? Optional.of(bytes(name)) : Optional.empty();
  }

  private byte[] bytes(String name) throws IOException {
    try (InputStream in = folder.open(name)) {
      return in.readAllBytes();
    }
  }

  private static String name(int trial, int rung, String kind) {
    return trial == Trial.BASE
        ? "base." + kind
        : String.format(Locale.ROOT, "t%05d-r%d.%s", trial, rung, kind);
  }
}
