package dev.lockstep.spark.registry;

import dev.lockstep.model.CorruptModelException;
import dev.lockstep.model.ModelFiles;
import dev.lockstep.model.Sha256;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.registry.ModelVersion.StoredFile;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/**
 * The versions, a directory for each. Whoever creates taken.json in it has the number; version.json
 * comes last, with the digests of all other files: where it is there is a version, elsewhere none.
 */
final class Versions {
  static final String MANIFEST = "version.json";
  static final String TAKEN = "taken.json";

  private static final List<String> FILES =
      List.of(RunFolder.MODEL + "/" + ModelFiles.TENSORS, RunFolder.DESCRIPTION, RunFolder.REPORT);

  private final Store store;
  private final Path directory;

  Versions(Store store, Path registry) {
    this.store = store;
    this.directory = new Path(registry, "versions");
  }

  Path directory(int number) {
    return new Path(directory, Numbered.DIRECTORIES.name(number));
  }

  private Path manifest(int number) {
    return new Path(directory(number), MANIFEST);
  }

  /** All numbers that were ever taken and are not gone, the least first. */
  List<Integer> taken() throws IOException {
    return Numbered.DIRECTORIES.in(store, directory);
  }

  /** The numbers of those that are complete, the least first. */
  List<Integer> numbers() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (int number : taken()) {
      if (store.isFile(manifest(number))) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /**
   * Those that are complete, the oldest first, but for the damaged.
   *
   * @param damages takes what is wrong with each of these, in a sentence
   */
  List<ModelVersion> complete(Consumer<String> damages) throws IOException {
    List<ModelVersion> complete = new ArrayList<>();
    for (int number : taken()) {
      try {
        find(number).ifPresent(complete::add);
      } catch (CorruptModelException e) {
        damages.accept("version " + number + " is damaged: " + e.getMessage());
      }
    }
    return complete;
  }

  Optional<ModelVersion> find(int number) throws IOException {
    Path manifest = manifest(number);
    return store
        .find(manifest)
        .map(bytes -> RegistryJson.read(bytes, ModelVersion.class, store.describe(manifest)));
  }

  /** Copies a run's model under the next number. */
  ModelVersion add(RunSource run) throws IOException {
    Author here = Author.here();
    int number = take(here);
    Map<String, StoredFile> files = new TreeMap<>();
    for (String name : FILES) {
      files.put(name, copy(run.store(), run.file(name), new Path(directory(number), name)));
    }
    ModelVersion version =
        new ModelVersion(
            number,
            here.at(),
            here.by(),
            run.describe(),
            run.parametersSha256(),
            run.dataDigest(),
            run.figure(),
            run.value(),
            files);
    if (!store.createNew(new Path(directory(number), MANIFEST), RegistryJson.write(version))) {
      throw new IOException(store.describe(directory(number)) + " was completed by somebody else");
    }
    return version;
  }

  private int take(Author here) throws IOException {
    List<Integer> taken = taken();
    int number = taken.isEmpty() ? 1 : taken.get(taken.size() - 1) + 1;
    while (!store.createNew(new Path(directory(number), TAKEN), RegistryJson.write(here))) {
      number++;
    }
    return number;
  }

  private StoredFile copy(Store from, Path file, Path to) throws IOException {
    try (DigestInputStream in = new DigestInputStream(from.open(file), Sha256.begin());
        OutputStream out = store.create(to)) {
      long bytes = in.transferTo(out);
      return new StoredFile(bytes, hex(in));
    }
  }

  /**
   * Reads all files of a version.
   *
   * @throws CorruptModelException naming the first that is not what version.json says
   */
  void verify(ModelVersion version) throws IOException {
    for (Map.Entry<String, StoredFile> file : version.files().entrySet()) {
      Path path = new Path(directory(version.number()), file.getKey());
      StoredFile found = read(path);
      if (!found.equals(file.getValue())) {
        throw CorruptModelException.found(
            store.describe(path), "file", found, file.getValue() + ", as " + MANIFEST + " states");
      }
    }
  }

  private StoredFile read(Path path) throws IOException {
    try (DigestInputStream in = new DigestInputStream(store.open(path), Sha256.begin())) {
      return new StoredFile(in.transferTo(OutputStream.nullOutputStream()), hex(in));
    }
  }

  private static String hex(DigestInputStream in) {
    return Sha256.hex(in.getMessageDigest());
  }

  /** Removes a directory, version.json first: what is left of it is no version. */
  void remove(int number) throws IOException {
    store.delete(new Path(directory(number), MANIFEST));
    store.delete(directory(number));
  }
}
