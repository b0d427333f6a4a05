/**
 * What driver and workers say to each other, and how it is encoded: nothing that waits, connects or
 * decides. Begin at {@link dev.lockstep.spark.exchange.message.Round} and {@link
 * dev.lockstep.spark.exchange.message.Answer}; {@link dev.lockstep.spark.exchange.message.Frames}
 * has the bytes.
 */
@NullMarked
package dev.lockstep.spark.exchange.message;

import org.jspecify.annotations.NullMarked;
