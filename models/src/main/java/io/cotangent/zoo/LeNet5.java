package io.cotangent.zoo;

import io.cotangent.ArgumentException;
import io.cotangent.Tensor;
import io.cotangent.nn.Conv2d;
import io.cotangent.nn.Layer;
import io.cotangent.nn.Linear;
import io.cotangent.nn.MaxPool2d;
import io.cotangent.random.Rng;

/**
 * LeNet-5 (LeCun et al. 1998): [N, channels, side, side] to [N, classes]. As it is used today: ReLU
 * and the largest of each square instead of tanh and a trained mean, every map of the second
 * convolution over all maps of the first, a linear output. Pictures of 28 × 28 are padded to the 32
 * × 32 that the paper has, by the first convolution; with one channel and ten classes these are
 * 61,706 parameters.
 */
public final class LeNet5 extends Layer {
  private static final long serialVersionUID = 1;

  private final Conv2d conv1;
  private final Conv2d conv2;
  private final MaxPool2d pool;
  private final Linear fc1;
  private final Linear fc2;
  private final Linear fc3;

  /**
   * For square pictures.
   *
   * @param channels 1 grey, 3 red, green and blue
   * @param side of a picture in pixels, a multiple of 4 from 12 on
   * @param classes how many there are
   */
  public LeNet5(int channels, int side, int classes, Rng rng) {
    if (side < 12 || side % 4 != 0) {
      throw new ArgumentException("LeNet5: side " + side + " must be a multiple of 4 from 12 on");
    }
    int last = side / 4 - 2;
    conv1 = child("conv1", new Conv2d(channels, 6, 5, rng, c -> c.padding(2)));
    conv2 = child("conv2", new Conv2d(6, 16, 5, rng));
    pool = child("pool", new MaxPool2d(2));
    fc1 = child("fc1", new Linear(16 * last * last, 120, rng));
    fc2 = child("fc2", new Linear(120, 84, rng));
    fc3 = child("fc3", new Linear(84, classes, rng));
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor c1 = pool.apply(conv1.apply(x).relu());
    Tensor c2 = pool.apply(conv2.apply(c1).relu());
    Tensor f1 = fc1.apply(c2.flatten(1, -1)).relu();
    Tensor f2 = fc2.apply(f1).relu();
    return fc3.apply(f2);
  }
}
