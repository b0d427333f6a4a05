/**
 * How a row of a table becomes the numbers of an example: columns, vocabularies, missing values and
 * encodings. Begin with {@link dev.lockstep.feature.FeatureSchema}. Nothing here knows of networks,
 * or how a schema is written to a file.
 */
@NullMarked
package dev.lockstep.feature;

import org.jspecify.annotations.NullMarked;
