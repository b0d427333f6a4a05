/** What a run tells: progress, metrics.jsonl, report.json and the run directory. */
@NullMarked
package dev.lockstep.spark.report;

import org.jspecify.annotations.NullMarked;
