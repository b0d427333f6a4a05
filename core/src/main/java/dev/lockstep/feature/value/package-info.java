/**
 * What a single value of a table is, whoever reads the table: what a text looks like, which texts
 * are missing values, what a column holds. Begin with {@link dev.lockstep.feature.value.TextShape}.
 */
@NullMarked
package dev.lockstep.feature.value;

import org.jspecify.annotations.NullMarked;
