/**
 * Adds a model's predictions to a table. How tables are read and rows encoded is shared with
 * training, and lives elsewhere; so does writing them. Begin at {@link
 * dev.lockstep.spark.table.score.Scorer}.
 */
@NullMarked
package dev.lockstep.spark.table.score;

import org.jspecify.annotations.NullMarked;
