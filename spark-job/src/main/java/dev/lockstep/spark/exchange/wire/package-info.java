/**
 * Authenticated connections that carry frames of bytes, whatever these mean. Begin at {@link
 * dev.lockstep.spark.exchange.wire.FrameChannel}.
 */
@NullMarked
package dev.lockstep.spark.exchange.wire;

import org.jspecify.annotations.NullMarked;
