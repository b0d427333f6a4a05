/**
 * From a config file and the options --set to a configuration, with everything that is wrong told
 * at once; and the table of keys for people. What a key is stands in {@code key}. Begin with {@link
 * dev.lockstep.spark.config.file.ConfigFile}.
 */
@NullMarked
package dev.lockstep.spark.config.file;

import org.jspecify.annotations.NullMarked;
