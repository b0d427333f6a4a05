package dev.lockstep.nn.inference;

/** What steps write to besides their output. Confined to one thread. */
final class Scratch {
  /** The inputs of a row that are not 0: their places. */
  final int[] places;

  /** And their values. */
  final float[] values;

  /** The slopes that some activations tell, which nobody needs here. */
  final float[] slopes;

  Scratch(int widest, int rows) {
    this.places = new int[widest];
    this.values = new float[widest];
    this.slopes = new float[Math.max(widest, rows)];
  }
}
