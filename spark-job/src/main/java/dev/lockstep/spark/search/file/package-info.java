/**
 * A search as people write it: a YAML file, and options that override its keys; every refusal names
 * the file, the line and the key. Begin at {@link dev.lockstep.spark.search.file.SearchFile}.
 */
@NullMarked
package dev.lockstep.spark.search.file;

import org.jspecify.annotations.NullMarked;
