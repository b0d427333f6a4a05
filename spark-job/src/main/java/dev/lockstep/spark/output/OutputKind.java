package dev.lockstep.spark.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.model.CorruptModelException;
import dev.lockstep.model.ModelFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** What an output is, so that nothing else is ever replaced by one or taken for the rest of one. */
enum OutputKind {
  /** A run directory: its own files, and a report that Lockstep wrote. */
  RUN("run directory") {
    @Override
    List<String> foreign(Place place, Path directory) throws IOException {
      List<String> foreign = new ArrayList<>();
      for (FileStatus entry : place.files().listStatus(directory)) {
        String name = entry.getPath().getName();
        if (!RunFolder.ENTRIES.contains(name) && !OwnerFile.isOne(name)) {
          foreign.add(name);
        } else if (name.equals(RunFolder.MODEL) && entry.isDirectory()) {
          foreign.addAll(foreignInModel(place, entry.getPath()));
        }
      }
      return foreign;
    }

    private static List<String> foreignInModel(Place place, Path model) throws IOException {
      return Arrays.stream(place.files().listStatus(model))
          .map(file -> file.getPath().getName())
          .filter(name -> !MODEL_FILES.contains(name))
          .map(name -> RunFolder.MODEL + "/" + name)
          .toList();
    }

    @Override
    boolean hasMarker(Place place, Path directory) throws IOException {
      return hasVersion(place, new Path(directory, RunFolder.REPORT));
    }

    @Override
    String last() {
      return RunFolder.REPORT;
    }

    @Override
    String markerName() {
      return RunFolder.REPORT + " with a lockstep_version";
    }

    @Override
    boolean isResumable(Place place, Path directory) throws IOException {
      return RunFolder.holdsCheckpoint(place, directory);
    }

    @Override
    boolean isWorthKeeping(Place place, Path directory) throws IOException {
      Path model = new Path(directory, RunFolder.MODEL);
      if (!place.exists(new Path(model, ModelFiles.DESCRIPTION))) {
        return false;
      }
      try {
        ModelFiles.read(new HadoopDirectory(place.files(), model));
        return true;
      } catch (CorruptModelException e) {
        return false;
      }
    }
  },

  /** The directory of a search: its own files, and those of a run if it trains a final model. */
  SEARCH("search directory") {
    @Override
    List<String> foreign(Place place, Path directory) throws IOException {
      List<String> foreign = new ArrayList<>(RUN.foreign(place, directory));
      foreign.removeAll(RunFolder.SEARCH_ENTRIES);
      return foreign;
    }

    @Override
    boolean hasMarker(Place place, Path directory) throws IOException {
      return hasVersion(place, new Path(directory, RunFolder.SEARCH));
    }

    @Override
    String last() {
      return RunFolder.SEARCH;
    }

    @Override
    String markerName() {
      return RunFolder.SEARCH + " with a lockstep_version";
    }

    @Override
    boolean isResumable(Place place, Path directory) throws IOException {
      return place.exists(new Path(directory, RunFolder.TRIALS + "/" + RunFolder.ORIGIN))
          || RUN.isResumable(place, directory);
    }

    @Override
    String unfinished() {
      return "trials of a search that did not come to its end; go on with it by search --resume";
    }
  },

  /** A directory of nothing but what Spark writes as a table. */
  TABLE("table that Spark wrote") {
    @Override
    List<String> foreign(Place place, Path directory) throws IOException {
      List<String> foreign = new ArrayList<>();
      for (FileStatus entry : place.files().listStatus(directory)) {
        String name = entry.getPath().getName();
        if (entry.isDirectory() && PARTITION.matcher(name).matches()) {
          foreign(place, entry.getPath()).forEach(inside -> foreign.add(name + "/" + inside));
        } else if (!(entry.isDirectory() ? WORK : FILE).matcher(name).matches()
            && !OwnerFile.isOne(name)
            && !name.equals(TableDirectory.WORK)) {
          foreign.add(name);
        }
      }
      return foreign;
    }

    @Override
    String last() {
      return "_SUCCESS";
    }
  },

  /** What a format of its own keeps in order, such as delta: Spark replaces it itself. */
  OTHER("table") {
    @Override
    List<String> foreign(Place place, Path directory) {
      return List.of();
    }
  };

  /** Reads reports, of which none has as many characters: a file like that must not fill memory. */
  private static final JsonMapper REPORTS =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxDocumentLength(1 << 26).build())
              .build());

  private static final Set<String> MODEL_FILES =
      Set.of(ModelFiles.DESCRIPTION, ModelFiles.TENSORS, Storage.fresh(ModelFiles.DESCRIPTION));
  private static final Pattern PARTITION = Pattern.compile("[^=]+=.*");
  private static final Pattern WORK = Pattern.compile("_temporary|\\.spark-staging-.*");
  private static final Pattern FILE =
      Pattern.compile("part-.*|_SUCCESS|\\.(part-.*|_SUCCESS)\\.crc");

  private static final int MOST_NAMED = 5;

  private final String name;

  OutputKind(String name) {
    this.name = name;
  }

  /** What is in a directory that cannot be of this kind. */
  abstract List<String> foreign(Place place, Path directory) throws IOException;

  /** Whether a directory that is not empty has what one of this kind must have. */
  boolean hasMarker(Place place, Path directory) throws IOException {
    return true;
  }

  /** Whether a file is JSON that a version of Lockstep wrote. */
  private static boolean hasVersion(Place place, Path file) throws IOException {
    if (!place.exists(file)) {
      return false;
    }
    try (InputStream in = place.files().open(file)) {
      return REPORTS.readTree(in).path("lockstep_version").isTextual();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** What something holds that another process can go on with, and how. */
  String unfinished() {
    return "checkpoints of a training that did not come to its end; go on with it by train --resume";
  }

  /** Name of the file that comes last where files come one by one; empty if none has to. */
  String last() {
    return "";
  }

  /** The marker, in words. */
  String markerName() {
    return "";
  }

  /** Whether something that nobody completed holds what took long to make. */
  boolean isWorthKeeping(Place place, Path directory) throws IOException {
    return false;
  }

  /** Whether another process can go on with something that nobody completed. */
  boolean isResumable(Place place, Path directory) throws IOException {
    return false;
  }

  /** Why a path that exists must not be replaced; empty if it may be. */
  Optional<String> objection(Place place, Path path) throws IOException {
    if (this == OTHER) {
      return Optional.empty();
    }
    if (!place.files().getFileStatus(path).isDirectory()) {
      return Optional.of("is a file, not a " + name);
    }
    List<String> foreign = foreign(place, path);
    if (!foreign.isEmpty()) {
      return Optional.of("is no " + name + ": it holds " + list(foreign));
    }
    boolean empty = place.files().listStatus(path).length == 0;
    return empty || hasMarker(place, path)
        ? Optional.empty()
        : Optional.of("is no complete " + name + ": it has no " + markerName());
  }

  /** Some of the names, sorted. */
  static String list(List<String> names) {
    String some = String.join(", ", names.stream().sorted().limit(MOST_NAMED).toList());
    int more = names.size() - MOST_NAMED;
    return more > 0 ? some + " and " + more + " more" : some;
  }
}
