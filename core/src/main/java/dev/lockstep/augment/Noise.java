package dev.lockstep.augment;

/** Adds to each pixel a normal number of that deviation, in the table's units. */
public record Noise(double deviation) implements Pixelwise {
  public Noise {
    if (!(deviation >= 0 && Double.isFinite(deviation))) {
      throw new IllegalArgumentException(
          "the deviation of noise must be at least 0, not " + deviation);
    }
  }

  @Override
  public void draw(Draws draws, ImageShape shape, float[] image) {
    float factor = (float) deviation;
    for (int i = 0; i < image.length; i++) {
      image[i] += factor * draws.normal();
    }
  }
}
