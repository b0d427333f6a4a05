package dev.lockstep.bench.scale;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Draws step times against executors as SVG: weak scaling to the left, strong to the right. */
final class ScalePlot {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 480;
  private final List<Curve> curves;

  ScalePlot(List<Curve> curves) {
    this.curves = curves;
  }

  void write(Path file) throws IOException {
    VectorGraphics2D graphics = new VectorGraphics2D();
    ScalePanel weak = new ScalePanel("1,000 examples for each executor");
    ScalePanel strong = new ScalePanel("8,000 examples, divided among the executors");
    for (Curve curve : curves) {
      (curve.scaling() == Scaling.WEAK ? weak : strong).add(curve);
    }
    weak.showLegend();
    weak.paint(graphics, WIDTH, HEIGHT);
    graphics.translate(WIDTH, 0);
    strong.paint(graphics, WIDTH, HEIGHT);
    try (OutputStream out = Files.newOutputStream(file)) {
      Processors.get("svg")
          .getDocument(graphics.getCommands(), new PageSize(2 * WIDTH, HEIGHT))
          .writeTo(out);
    }
  }
}
