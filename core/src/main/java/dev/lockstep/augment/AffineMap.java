package dev.lockstep.augment;

/**
 * Where the value of each pixel of a changed image is found in the image as it was: at A (p -
 * centre) + d + centre, for the pixel p = (x, y) with x to the right and y downwards. At first the
 * identity; what is made of it comes after the changes that it has.
 */
final class AffineMap {
  private final double centreX;
  private final double centreY;
  private double xx;
  private double xy;
  private double yx;
  private double yy;
  private double dx;
  private double dy;

  AffineMap(ImageShape shape) {
    centreX = (shape.width() - 1) / 2.0;
    centreY = (shape.height() - 1) / 2.0;
    reset();
  }

  /** Becomes the identity again. */
  void reset() {
    xx = 1;
    xy = 0;
    yx = 0;
    yy = 1;
    dx = 0;
    dy = 0;
  }

  /** Left and right are exchanged. */
  void mirror() {
    turnBack(-1, 0, 0, 1);
  }

  /** Counter-clockwise, as one looks at the image. */
  void rotate(double degrees) {
    double radians = StrictMath.toRadians(degrees);
    double cos = StrictMath.cos(radians);
    double sin = StrictMath.sin(radians);
    turnBack(cos, -sin, sin, cos);
  }

  /** What is in the image becomes that many times as large. */
  void scale(double factor) {
    turnBack(1 / factor, 0, 0, 1 / factor);
  }

  /** By that many pixels. */
  void shift(int right, int down) {
    dx -= xx * right + xy * down;
    dy -= yx * right + yy * down;
  }

  /** A change about the centre whose inverse is that matrix: A becomes A times it. */
  private void turnBack(double a, double b, double c, double d) {
    double x = xx;
    xx = x * a + xy * c;
    xy = x * b + xy * d;
    double y = yx;
    yx = y * a + yy * c;
    yy = y * b + yy * d;
  }

  /** The column of the value of pixel (x, y). */
  double column(int x, int y) {
    return xx * (x - centreX) + xy * (y - centreY) + dx + centreX;
  }

  /** The row of the value of pixel (x, y). */
  double row(int x, int y) {
    return yx * (x - centreX) + yy * (y - centreY) + dy + centreY;
  }

  /** Whether every pixel takes the value of one pixel, in whole rows, mirrored or not. */
  boolean isMove() {
    boolean upright = Math.abs(xx) == 1 && xy == 0 && yx == 0 && yy == 1;
    return upright && dx == Math.rint(dx) && dy == Math.rint(dy);
  }

  boolean isIdentity() {
    return isMove() && xx == 1 && dx == 0 && dy == 0;
  }

  /** Of a move: whether it exchanges left and right. */
  boolean mirrors() {
    return xx < 0;
  }

  /** Of a move: pixels to the right at which values are found. */
  int right() {
    return (int) dx;
  }

  /** Of a move: rows downwards at which values are found. */
  int down() {
    return (int) dy;
  }
}
