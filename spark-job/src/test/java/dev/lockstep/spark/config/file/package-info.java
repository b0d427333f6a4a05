@NullMarked
package dev.lockstep.spark.config.file;

import org.jspecify.annotations.NullMarked;
