/**
 * What a training begins with: tables loaded by what is to be learned, initial parameters, and what
 * is warned of. Begin at {@link dev.lockstep.spark.run.prepare.Prepared}.
 */
@NullMarked
package dev.lockstep.spark.run.prepare;

import org.jspecify.annotations.NullMarked;
