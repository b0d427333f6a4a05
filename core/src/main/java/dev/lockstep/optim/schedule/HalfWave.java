package dev.lockstep.optim.schedule;

/** Half a wave of the cosine: slow to leave, fast half-way, slow to arrive. */
final class HalfWave {
  private HalfWave() {}

  /** to + (from - to) (1 + cos(pi share)) / 2; share: of the way, from 0 to 1. */
  static double between(double from, double to, double share) {
    return to + (from - to) / 2 * (1 + StrictMath.cos(Math.PI * share));
  }
}
