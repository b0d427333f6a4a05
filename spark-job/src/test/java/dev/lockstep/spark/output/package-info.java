/** Tests of where commands write. */
@NullMarked
package dev.lockstep.spark.output;

import org.jspecify.annotations.NullMarked;
