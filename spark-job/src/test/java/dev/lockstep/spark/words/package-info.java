@NullMarked
package dev.lockstep.spark.words;

import org.jspecify.annotations.NullMarked;
