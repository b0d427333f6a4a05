/** The model on disk: architecture, tensors and feature schema. */
@NullMarked
package dev.lockstep.model;

import org.jspecify.annotations.NullMarked;
