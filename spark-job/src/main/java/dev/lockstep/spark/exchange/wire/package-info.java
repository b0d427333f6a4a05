/** Authenticated connections that carry frames of bytes. */
@NullMarked
package dev.lockstep.spark.exchange.wire;

import org.jspecify.annotations.NullMarked;
