/** Tests of comparing models. */
@NullMarked
package dev.lockstep.spark.champion;

import org.jspecify.annotations.NullMarked;
