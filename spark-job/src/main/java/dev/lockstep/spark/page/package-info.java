/**
 * Pages that people look at: HTML files that need nothing beside them, no network either. They are
 * made of what report.json and metrics.jsonl hold, so that a run of yesterday has one, too.
 */
@NullMarked
package dev.lockstep.spark.page;

import org.jspecify.annotations.NullMarked;
