@NullMarked
package dev.lockstep.spark.search.file;

import org.jspecify.annotations.NullMarked;
