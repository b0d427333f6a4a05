/** What tests of several packages share. */
@NullMarked
package dev.lockstep.spark.testing;

import org.jspecify.annotations.NullMarked;
