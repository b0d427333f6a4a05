/**
 * What a search tells: search.json, the configuration of the best trial, the summary for people.
 * Begin at {@link dev.lockstep.spark.search.report.SearchReport}.
 */
@NullMarked
package dev.lockstep.spark.search.report;

import org.jspecify.annotations.NullMarked;
