package io.cotangent.conform;

import static io.cotangent.conform.Call.out;

import io.cotangent.Tensor;
import io.cotangent.op.Convolution;
import io.cotangent.op.GridSampling;
import io.cotangent.op.Lookup;
import io.cotangent.op.Resampling;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The families embedding and image. */
final class Images {
  private Images() {}

  private static Call.Operator with(Function<Call, Tensor> f) {
    return c -> out(f.apply(c));
  }

  static Map<String, Call.Operator> embedding() {
    Map<String, Call.Operator> m = new HashMap<>();
    m.put(
        "embedding",
        with(
            c -> {
              Tensor rows = Lookup.embedding(c.in("index"), c.in("weight"), padding(c));
              boolean tied = c.attributes().text("note", "").contains("@ weight^T");
              return tied ? rows.matmul(c.in("weight").transpose(0, 1)) : rows;
            }));
    m.put(
        "embedding_bag",
        with(
            c -> {
              String name = c.attributes().text("mode", "mean").toUpperCase(Locale.ROOT);
              Lookup.BagMode mode = Lookup.BagMode.valueOf(name);
              Tensor weights = c.optional("per_sample_weights");
              if (!c.attributes().has("offsets")) {
                return Lookup.bag(c.in("index"), c.in("weight"), mode, weights, padding(c));
              }
              long[] offsets =
                  Arrays.stream(c.attributes().integers("offsets")).mapToLong(v -> v).toArray();
              return Lookup.bag(c.in("index"), offsets, c.in("weight"), mode, weights, padding(c));
            }));
    return m;
  }

  private static @Nullable Integer padding(Call c) {
    return c.attributes().has("padding_idx") ? c.attributes().integer("padding_idx") : null;
  }

  static Map<String, Call.Operator> image() {
    Map<String, Call.Operator> m = new HashMap<>();
    m.put(
        "affine_grid",
        with(
            c ->
                GridSampling.affineGrid(
                    c.in("theta"),
                    c.attributes().flag("align_corners"),
                    c.attributes().integers("size"))));
    m.put(
        "grid_sample",
        with(
            c ->
                GridSampling.gridSample(
                    c.x(),
                    c.in("grid"),
                    mode(c.attributes().text("mode", "bilinear")),
                    GridSampling.Outside.valueOf(
                        c.attributes().text("padding_mode", "zeros").toUpperCase(Locale.ROOT)),
                    c.attributes().flag("align_corners"))));
    m.put("interpolate", with(Images::interpolate));
    m.put(
        "pixel_shuffle",
        with(c -> Resampling.pixelShuffle(c.x(), c.attributes().integer("upscale_factor"))));
    m.put(
        "pixel_unshuffle",
        with(c -> Resampling.pixelUnshuffle(c.x(), c.attributes().integer("downscale_factor"))));
    m.put(
        "channel_shuffle",
        with(c -> Resampling.channelShuffle(c.x(), c.attributes().integer("groups"))));
    m.put("im2col", with(c -> settings(c).columns(c.x(), c.attributes().integers("kernel_size"))));
    m.put(
        "col2im",
        with(
            c ->
                settings(c)
                    .sumOfColumns(
                        c.x(),
                        c.attributes().integers("kernel_size"),
                        c.attributes().integers("output_size"))));
    return m;
  }

  private static Resampling.Mode mode(String name) {
    return switch (name) {
      case "nearest" -> Resampling.Mode.NEAREST;
      case "nearest-exact" -> Resampling.Mode.NEAREST_EXACT;
      case "linear", "bilinear", "trilinear" -> Resampling.Mode.LINEAR;
      case "bicubic" -> Resampling.Mode.CUBIC;
      case "area" -> Resampling.Mode.AREA;
      default -> throw new io.cotangent.io.DataFormatException("mode " + name + " is unknown");
    };
  }

  private static Tensor interpolate(Call c) {
    Resampling.Mode mode = mode(c.attributes().text("mode"));
    boolean align = c.attributes().flag("align_corners");
    return c.attributes().has("size")
        ? Resampling.interpolate(c.x(), mode, align, c.attributes().integers("size"))
        : Resampling.scale(c.x(), mode, align, c.attributes().numbers("scale_factor"));
  }

  private static Convolution settings(Call c) {
    Attributes a = c.attributes();
    Convolution s = Convolution.DEFAULT.groups(a.integer("groups", 1));
    s = a.has("stride") ? s.stride(a.integers("stride")) : s;
    s = a.has("dilation") ? s.dilation(a.integers("dilation")) : s;
    if (!a.has("padding")) {
      return s;
    }
    return switch (a.get("padding").toString()) {
      case "same" -> s.samePadding();
      case "valid" -> s;
      default -> s.padding(a.integers("padding"));
    };
  }
}
