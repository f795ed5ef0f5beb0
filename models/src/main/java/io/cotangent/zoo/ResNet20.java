package io.cotangent.zoo;

import io.cotangent.ShapeException;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.nn.BatchNorm2d;
import io.cotangent.nn.Conv2d;
import io.cotangent.nn.Gain;
import io.cotangent.nn.GlobalAvgPool;
import io.cotangent.nn.Init;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Linear;
import io.cotangent.nn.ModuleList;
import io.cotangent.nn.Sequential;
import io.cotangent.random.Rng;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The residual network of 20 layers for small pictures (He et al. 2015, section 4.2): [N, channels,
 * H, W] to [N, classes]. A convolution, three stages of three blocks with 16, 32 and 64 maps, the
 * second and third stage at half the resolution of the one before, the mean over places, a linear
 * layer. Convolutions begin as He's (normal, fan-out), without biases.
 *
 * <p>State names are torchvision's: {@code conv1}, {@code bn1}, {@code layer1.0.conv1}, …, {@code
 * layer2.0.downsample.0}, {@code fc}.
 */
public final class ResNet20 extends Layer {
  private static final long serialVersionUID = 1;

  /** What stands beside a block that halves the resolution and doubles the maps. */
  public enum Shortcut {
    /** A: every second pixel, and maps of zeros; no parameters, as the paper has it for CIFAR. */
    PADDED,
    /** B: a convolution of 1 × 1 with batch normalization. */
    PROJECTED
  }

  private final Conv2d conv1;
  private final BatchNorm2d bn1;
  private final ModuleList<Block> layer1;
  private final ModuleList<Block> layer2;
  private final ModuleList<Block> layer3;
  private final GlobalAvgPool pool;
  private final Linear fc;

  /** With the paper's shortcuts, {@link Shortcut#PADDED}. */
  public ResNet20(int channels, int classes, Rng rng) {
    this(channels, classes, Shortcut.PADDED, rng);
  }

  /**
   * With shortcuts of a kind.
   *
   * @param channels 1 grey, 3 red, green and blue
   * @param classes how many there are
   */
  public ResNet20(int channels, int classes, Shortcut shortcut, Rng rng) {
    conv1 = child("conv1", convolution(channels, 16, 3, 1, rng));
    bn1 = child("bn1", new BatchNorm2d(16));
    layer1 = child("layer1", stage(16, 16, shortcut, rng));
    layer2 = child("layer2", stage(16, 32, shortcut, rng));
    layer3 = child("layer3", stage(32, 64, shortcut, rng));
    pool = child("avgpool", new GlobalAvgPool());
    fc = child("fc", new Linear(64, classes, rng));
  }

  private static ModuleList<Block> stage(int in, int maps, Shortcut shortcut, Rng rng) {
    return new ModuleList<>(
        List.of(
            new Block(in, maps, shortcut, rng),
            new Block(maps, maps, shortcut, rng),
            new Block(maps, maps, shortcut, rng)));
  }

  private static Conv2d convolution(int in, int maps, int kernel, int stride, Rng rng) {
    Init he = Init.kaimingNormal(Gain.RELU, false);
    return new Conv2d(
        in, maps, kernel, rng, c -> c.stride(stride).padding(kernel / 2).bias(false).init(he));
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (x.rank() != 4 || x.dim(2) < 4 || x.dim(3) < 4) {
      throw new ShapeException(
          "ResNet20: x must be [N, channels, H, W] with sides of 4 or more, got " + x.shape());
    }
    Tensor y = bn1.apply(conv1.apply(x)).relu();
    for (ModuleList<Block> stage : List.of(layer1, layer2, layer3)) {
      for (Block block : stage) {
        y = block.apply(y);
      }
    }
    return fc.apply(pool.apply(y));
  }

  /**
   * relu(x + bn(conv(relu(bn(conv(x)))))), with the shortcut in the place of x where maps differ.
   */
  private static final class Block extends Layer {
    private static final long serialVersionUID = 1;

    private final Conv2d conv1;
    private final BatchNorm2d bn1;
    private final Conv2d conv2;
    private final BatchNorm2d bn2;
    private final @Nullable Sequential downsample;
    private final int more;

    Block(int in, int maps, Shortcut shortcut, Rng rng) {
      int stride = in == maps ? 1 : 2;
      more = maps - in;
      conv1 = child("conv1", convolution(in, maps, 3, stride, rng));
      bn1 = child("bn1", new BatchNorm2d(maps));
      conv2 = child("conv2", convolution(maps, maps, 3, 1, rng));
      bn2 = child("bn2", new BatchNorm2d(maps));
      downsample =
          more > 0 && shortcut == Shortcut.PROJECTED
              ? child(
                  "downsample",
                  new Sequential(convolution(in, maps, 1, stride, rng), new BatchNorm2d(maps)))
              : null;
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor y = bn1.apply(conv1.apply(x)).relu();
      y = bn2.apply(conv2.apply(y));
      return y.plus(shortcut(x)).relu();
    }

    private Tensor shortcut(Tensor x) {
      if (more == 0) {
        return x;
      }
      if (downsample != null) {
        return downsample.apply(x);
      }
      Slice everySecond = Slice.of(null, null, 2);
      Tensor coarse = x.slice(2, everySecond).slice(3, everySecond);
      return coarse.pad(0, 0, 0, 0, 0, more / 2, more - more / 2);
    }
  }
}
