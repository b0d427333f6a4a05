/** Tests of pages. */
@NullMarked
package dev.lockstep.spark.page;

import org.jspecify.annotations.NullMarked;
