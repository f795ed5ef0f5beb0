package io.cotangent.chart;

import io.cotangent.io.Durable;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;

/** Finds who draws charts, and writes what it drew. */
final class Renderers {
  private static final String REMEDY =
      "; add io.cotangent:cotangent-pictures to the dependencies, or another ChartRenderer";

  private Renderers() {}

  private static ChartRenderer first(ClassLoader loader) {
    try {
      Iterator<ChartRenderer> all = ServiceLoader.load(ChartRenderer.class, loader).iterator();
      if (all.hasNext()) {
        return all.next();
      }
    } catch (ServiceConfigurationError e) {
      throw new MissingRendererException(
          "chart: the renderer on the class path does not work: " + e.getMessage() + REMEDY, e);
    }
    throw new MissingRendererException("chart: nothing on the class path draws charts" + REMEDY);
  }

  /** Draws by the renderer that a class loader sees; the file is touched when all is drawn. */
  static void write(Path file, ClassLoader loader, Function<ChartRenderer, byte[]> drawing) {
    byte[] png = drawing.apply(first(loader));
    Durable.write(file, out -> out.write(png));
  }

  static void write(Path file, Function<ChartRenderer, byte[]> drawing) {
    write(file, ChartRenderer.class.getClassLoader(), drawing);
  }
}
