/** Tests of the ways in which gradients come to the driver. */
@NullMarked
package dev.lockstep.spark.exchange.executor;

import org.jspecify.annotations.NullMarked;
