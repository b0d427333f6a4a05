/**
 * Reports as people read them on a terminal. Begin at {@link
 * dev.lockstep.spark.report.text.Summary}.
 */
@NullMarked
package dev.lockstep.spark.report.text;

import org.jspecify.annotations.NullMarked;
