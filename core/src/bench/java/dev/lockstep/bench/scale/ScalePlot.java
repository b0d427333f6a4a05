package dev.lockstep.bench.scale;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Draws step times against executors as SVG: weak scaling to the left, strong to the right. */
final class ScalePlot {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 480;
  private final ScalePanel weak;
  private final ScalePanel strong;

  /**
   * An empty plot.
   *
   * @param examples of each executor in weak scaling
   * @param batch examples of all executors together in strong scaling
   */
  ScalePlot(int examples, int batch) {
    weak = new ScalePanel(title("%,d examples for each executor", examples));
    strong = new ScalePanel(title("%,d examples, divided among the executors", batch));
  }

  private static String title(String format, int examples) {
    return String.format(Locale.ROOT, format, examples);
  }

  void add(Curve curve) {
    (curve.scaling() == Scaling.WEAK ? weak : strong).add(curve);
  }

  void write(Path file) throws IOException {
    VectorGraphics2D graphics = new VectorGraphics2D();
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
