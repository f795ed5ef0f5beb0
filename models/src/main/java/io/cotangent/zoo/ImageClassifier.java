package io.cotangent.zoo;

import io.cotangent.Autograd;
import io.cotangent.Scope;
import io.cotangent.Shape;
import io.cotangent.ShapeException;
import io.cotangent.Tensor;
import io.cotangent.data.Image;
import io.cotangent.io.Json;
import io.cotangent.io.JsonObject;
import io.cotangent.nn.Layer;
import io.cotangent.random.Rng;
import io.cotangent.train.Checkpoint;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A model of pictures with the names of its classes. It is saved in a run's folder as {@code
 * model.json}, beside the checkpoints that have its weights.
 */
public final class ImageClassifier {
  /** The file in a run's folder. */
  public static final String FILE = "model.json";

  private final ImageTraining.Network network;
  private final Shape shape;
  private final List<String> classes;
  private final Layer model;

  private ImageClassifier(
      ImageTraining.Network network, Shape shape, List<String> classes, Layer model) {
    this.network = network;
    this.shape = shape;
    this.classes = classes;
    this.model = model;
  }

  /** A new model, for some data. */
  public static ImageClassifier of(ImageTraining training, ImageData data) {
    return new ImageClassifier(
        training.network(), data.shape(), data.classes(), training.model(data));
  }

  /** The model. */
  public Layer model() {
    return model;
  }

  /** The names of the classes in the order of their numbers. */
  public List<String> classes() {
    return classes;
  }

  /** Saves shape and classes in a run's folder. */
  public void save(Path run) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("network", network.name().toLowerCase(Locale.ROOT));
    all.put("shape", Arrays.stream(shape.dims()).boxed().toList());
    all.put("classes", classes);
    Json.write(run.resolve(FILE), all);
  }

  /**
   * The model of a run with the weights that had the best accuracy.
   *
   * @throws io.cotangent.io.DataFormatException if the folder has no model or no checkpoint
   */
  public static ImageClassifier load(Path run) {
    JsonObject all = Json.readObject(run.resolve(FILE));
    ImageTraining.Network network =
        Arrays.stream(ImageTraining.Network.values())
            .filter(n -> n.name().toLowerCase(Locale.ROOT).equals(all.find("network")))
            .findFirst()
            .orElseThrow(() -> all.error("network", "mlp, lenet or resnet"));
    int[] dims = Arrays.stream(all.getDoubles("shape")).mapToInt(d -> (int) d).toArray();
    if (dims.length != 3) {
      throw all.error("shape", "channels, height and width");
    }
    Shape shape = Shape.of(dims);
    List<String> classes = List.copyOf(all.getStrings("classes"));
    Layer model = ImageTraining.model(network, shape, classes.size(), new Rng(0));
    model.load(Checkpoint.best(run, "accuracy").evaluated());
    return new ImageClassifier(network, shape, classes, model);
  }

  /**
   * The probability of each class, in their order.
   *
   * @throws ShapeException if the picture is not as those that the model was trained with
   */
  public float[] probabilities(Image picture) {
    if (!picture.shape().equals(shape)) {
      throw new ShapeException(
          "classifier: takes pictures of " + shape + ", got " + picture.shape());
    }
    return model.evaluating(
        () ->
            Autograd.noGrad(
                () -> {
                  try (Scope scope = Scope.open("prediction")) {
                    Tensor x = Tensor.of(picture.pixels()).reshape(Shape.of(1).concat(shape));
                    return model.apply(x).softmax(1).toFloats();
                  }
                }));
  }
}
