/** Tests of where commands write. */
@NullMarked
package dev.lockstep.spark.registry;

import org.jspecify.annotations.NullMarked;
