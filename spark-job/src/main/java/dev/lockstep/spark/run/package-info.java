/**
 * What the commands do, for any program: a configuration and tables, or somebody's datasets, in; a
 * model and a report, or a dataset, out. Begin with {@link dev.lockstep.spark.run.Training}.
 * Nothing here prints, ends the process or parses YAML.
 */
@NullMarked
package dev.lockstep.spark.run;

import org.jspecify.annotations.NullMarked;
