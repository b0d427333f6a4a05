/**
 * What a search is told: its space, its budget, and the configuration that all trials share. Begin
 * at {@link dev.lockstep.spark.search.config.SearchConfig}.
 */
@NullMarked
package dev.lockstep.spark.search.config;

import org.jspecify.annotations.NullMarked;
