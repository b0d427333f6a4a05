package dev.lockstep.spark.config;

import java.nio.file.Path;
import org.yaml.snakeyaml.error.Mark;

/**
 * What values come from, the file or an option --set, and what variables in them stand for.
 *
 * @param file the config file, in either case
 */
record Origin(Path file, boolean option) {
  /** Stands for the directory of the config file. */
  static final String DIRECTORY = "${conf}";

  Place place(Mark mark) {
    return option ? Place.option() : Place.at(file.toString(), mark);
  }

  /** Names the file system too: the cluster's default need not be the local one. */
  String replaceVariables(String text) {
    if (!text.contains(DIRECTORY)) {
      return text;
    }
    Path directory = file.toAbsolutePath().normalize().getParent();
    return text.replace(DIRECTORY, "file:" + directory);
  }
}
