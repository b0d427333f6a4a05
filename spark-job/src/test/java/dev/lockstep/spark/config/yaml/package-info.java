@NullMarked
package dev.lockstep.spark.config.yaml;

import org.jspecify.annotations.NullMarked;
