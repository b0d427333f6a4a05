@NullMarked
package dev.lockstep.spark.config.key;

import org.jspecify.annotations.NullMarked;
