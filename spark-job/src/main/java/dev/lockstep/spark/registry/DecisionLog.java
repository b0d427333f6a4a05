package dev.lockstep.spark.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The log of decisions, a file for each: promotions/000012.json is the twelfth. Whoever creates the
 * next one has decided, and nobody else can. The last one holds.
 *
 * <p>A single file that says what is current could be replaced atomically, but not only if it is
 * still what somebody has read: no file system but an object store has that. They all can create a
 * file that was not there.
 */
final class DecisionLog {
  private final Store store;
  private final Path directory;

  DecisionLog(Store store, Path registry) {
    this.store = store;
    this.directory = new Path(registry, "promotions");
  }

  Path directory() {
    return directory;
  }

  /** What holds; empty if nothing was decided yet. */
  Optional<Decision> last() throws IOException {
    List<Integer> places = Numbered.FILES.in(store, directory);
    return places.isEmpty() ? Optional.empty() : Optional.of(read(places.get(places.size() - 1)));
  }

  /** All of them, the first first. */
  List<Decision> all() throws IOException {
    List<Decision> all = new ArrayList<>();
    for (int place : Numbered.FILES.in(store, directory)) {
      all.add(read(place));
    }
    return all;
  }

  private Decision read(int place) throws IOException {
    Path file = file(place);
    byte[] bytes = store.find(file).orElseThrow(() -> new IOException(file + " is gone"));
    return RegistryJson.read(bytes, Decision.class, store.describe(file));
  }

  /** Decides; false if somebody else has decided meanwhile. */
  boolean append(Decision decision) throws IOException {
    return store.createNew(file(decision.sequence()), RegistryJson.write(decision));
  }

  private Path file(int place) {
    return new Path(directory, Numbered.FILES.name(place));
  }
}
