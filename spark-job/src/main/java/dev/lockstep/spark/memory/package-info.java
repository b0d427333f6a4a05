/** How much memory a training needs, against what there is. */
@NullMarked
package dev.lockstep.spark.memory;

import org.jspecify.annotations.NullMarked;
