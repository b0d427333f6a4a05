/**
 * What a training tells while it runs: lines, events, and its log of metrics. Begin at {@link
 * dev.lockstep.spark.report.progress.Progress}.
 */
@NullMarked
package dev.lockstep.spark.report.progress;

import org.jspecify.annotations.NullMarked;
