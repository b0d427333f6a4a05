/**
 * YAML: values as they are written, where they stand, and the types they are read as. Which keys
 * there are is unknown here. Begin with {@link dev.lockstep.spark.config.yaml.YamlReader}.
 */
@NullMarked
package dev.lockstep.spark.config.yaml;

import org.jspecify.annotations.NullMarked;
