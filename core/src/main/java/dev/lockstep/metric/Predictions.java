package dev.lockstep.metric;

import dev.lockstep.linalg.Matrix;

/**
 * What a network said about a batch, and what was true. The matrices are views on buffers that the
 * next batch overwrites.
 *
 * @param outputs [batch, outputs] probabilities, or predicted numbers in a regression
 * @param targets [batch, targets] class indices, one for each row, or the true numbers in a
 *     regression
 * @param weights [batch, 1]
 * @param loss sum of w * L over the batch
 */
public record Predictions(Matrix outputs, Matrix targets, Matrix weights, double loss) {}
