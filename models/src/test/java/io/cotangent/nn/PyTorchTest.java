package io.cotangent.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.DType;
import io.cotangent.Slice;
import io.cotangent.Tensor;
import io.cotangent.io.Safetensors;
import io.cotangent.op.Recurrence;
import io.cotangent.random.Rng;
import io.cotangent.zoo.CharLstm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * State dictionaries of PyTorch in our modules, and ours in PyTorch's form: {@code pytorch.py}
 * beside the resource made it.
 */
class PyTorchTest {
  private static final Map<String, Tensor> ALL = fixture();

  private static Map<String, Tensor> fixture() {
    String name = "pytorch.safetensors";
    try (InputStream in =
        Objects.requireNonNull(PyTorchTest.class.getResourceAsStream(name), name)) {
      return Safetensors.read(in, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A classifier of padded sequences, as the script has it. */
  private static final class Classifier extends Layer {
    private static final long serialVersionUID = 1;

    private final Embedding embedding;
    private final Parameter position;
    private final TransformerEncoder encoder;
    private final Linear head;

    Classifier(Rng rng) {
      embedding = child("embedding", new Embedding(11, 8, rng, e -> e.paddingIndex(0)));
      position = parameter("position", Tensor.zeros(6, 8));
      encoder =
          child(
              "encoder",
              new TransformerEncoder(
                  2,
                  new LayerNorm(8),
                  () ->
                      new TransformerEncoderLayer(
                          8, 2, rng, t -> t.feedForward(16).batchFirst(true))));
      head = child("head", new Linear(8, 3, rng));
    }

    @Override
    protected Tensor forward(Tensor x) {
      Tensor padding = x.eq(0);
      Tensor h = encoder.apply(embedding.apply(x).plus(position.value()), a -> a.padding(padding));
      return head.apply(h.slice(Slice.all(), Slice.at(0)));
    }
  }

  enum Case {
    LINEAR(r -> new Linear(4, 6, r)),
    BILINEAR(r -> new Bilinear(4, 3, 5, r), (m, x) -> List.of(m.apply(x[0], x[1]))),
    CONV1D(r -> new Conv1d(4, 6, 3, r, c -> c.stride(2).padding(1).dilation(2))),
    CONV2D(r -> new Conv2d(4, 6, 3, r, c -> c.stride(2).padding(1).groups(2))),
    CONV3D(r -> new Conv3d(2, 3, 2, r, c -> c.bias(false))),
    CONV_TRANSPOSE1D(
        r -> new ConvTranspose1d(4, 6, 3, r, c -> c.stride(2).padding(1).outputPadding(1))),
    CONV_TRANSPOSE2D(r -> new ConvTranspose2d(4, 6, 3, r, c -> c.groups(2))),
    CONV_TRANSPOSE3D(r -> new ConvTranspose3d(2, 3, 2, r)),
    BATCH_NORM1D(r -> new BatchNorm1d(6)),
    BATCH_NORM2D(r -> new BatchNorm2d(3, b -> b.affine(false))),
    BATCH_NORM3D(r -> new BatchNorm3d(3, b -> b.trackRunningStats(false))),
    INSTANCE_NORM1D(r -> new InstanceNorm1d(3)),
    INSTANCE_NORM2D(r -> new InstanceNorm2d(3, b -> b.affine(true))),
    INSTANCE_NORM3D(r -> new InstanceNorm3d(3, b -> b.trackRunningStats(true))),
    LAYER_NORM(r -> new LayerNorm(2, 3)),
    GROUP_NORM(r -> new GroupNorm(2, 6)),
    RMS_NORM(r -> new RmsNorm(6)),
    LOCAL_RESPONSE_NORM(r -> new LocalResponseNorm(2)),
    PRELU(r -> new PRelu(4, 0.25)),
    EMBEDDING(r -> new Embedding(10, 4, r, e -> e.paddingIndex(0))),
    EMBEDDING_BAG(r -> new EmbeddingBag(10, 4, r)),
    RNN(
        r ->
            new Rnn(
                4,
                6,
                r,
                s -> s.bidirectional(true).bias(false).nonlinearity(RnnSettings.Nonlinearity.RELU)),
        (m, x) -> run(m.unroll(x[0]))),
    LSTM(r -> new Lstm(4, 6, r, s -> s.layers(2)), (m, x) -> run(m.unroll(x[0]))),
    LSTM_PROJECTED(
        r -> new Lstm(4, 6, r, s -> s.projection(2).batchFirst(true)),
        (m, x) -> run(m.unroll(x[0]))),
    GRU(r -> new Gru(4, 6, r, s -> s.layers(2).bidirectional(true)), (m, x) -> run(m.unroll(x[0]))),
    RNN_CELL(r -> new RnnCell(4, 6, r), (m, x) -> List.of(m.apply(x[0], x[1]))),
    LSTM_CELL(
        r -> new LstmCell(4, 6, r),
        (m, x) -> state(m.apply(x[0], new Recurrence.State(x[1], x[2])))),
    GRU_CELL(r -> new GruCell(4, 6, r), (m, x) -> List.of(m.apply(x[0], x[1]))),
    ATTENTION(
        r -> new MultiheadAttention(4, 2, r),
        (m, x) -> {
          MultiheadAttention.Result a = m.withWeights(x[0], x[1], x[2], o -> o);
          return List.of(a.output(), a.weights());
        }),
    ATTENTION_WIDTHS(
        r -> new MultiheadAttention(4, 2, r, a -> a.keyWidth(3).valueWidth(5).batchFirst(true)),
        (m, x) -> List.of(m.apply(x[0], x[1], x[2]))),
    ENCODER_LAYER(
        r ->
            new TransformerEncoderLayer(
                8, 2, r, t -> t.feedForward(16).activation(Tensor::gelu).normFirst(true))),
    DECODER_LAYER(
        r -> new TransformerDecoderLayer(8, 2, r, t -> t.feedForward(16)),
        (m, x) -> List.of(m.apply(x[0], x[1]))),
    DECODER(
        r ->
            new TransformerDecoder(
                2,
                new LayerNorm(8),
                () ->
                    new TransformerDecoderLayer(8, 2, r, t -> t.feedForward(16).batchFirst(true))),
        (m, x) -> List.of(m.apply(x[0], x[1]))),
    MLP(
        r ->
            new Sequential(
                new Linear(5, 16, r),
                new BatchNorm1d(16),
                new Relu(),
                new Dropout(0.5, r),
                new Linear(16, 3, r))),
    CONVNET(
        r ->
            new Sequential(
                new Conv2d(1, 4, 3, r, c -> c.padding(1)),
                new BatchNorm2d(4),
                new Relu(),
                new MaxPool2d(2),
                new Conv2d(4, 8, 3, r, c -> c.stride(2)),
                new BatchNorm2d(8),
                new Relu(),
                new AdaptiveAvgPool2d(1),
                new Flatten(),
                new Linear(8, 3, r))),
    LANGUAGE_MODEL(r -> new CharLstm(11, r, c -> c.embedding(6).hidden(8).layers(2).dropout(0.2))),
    CLASSIFIER(Classifier::new),
    TRANSLATOR(
        r -> new Transformer(8, 2, 2, 2, r, t -> t.feedForward(16).batchFirst(true)),
        (m, x) -> List.of(m.apply(x[0], x[1], a -> a, a -> a.causal(true), a -> a)));

    private final Function<Rng, Module> module;
    private final BiFunction<Module, Tensor[], List<Tensor>> run;

    Case(Function<Rng, Layer> layer) {
      this(layer, (m, x) -> List.of(m.apply(x[0])));
    }

    @SuppressWarnings("unchecked") // run takes what module makes
    <M extends Module> Case(Function<Rng, M> module, BiFunction<M, Tensor[], List<Tensor>> run) {
      this.module = module::apply;
      this.run = (m, x) -> run.apply((M) m, x);
    }

    private static List<Tensor> run(RecurrentOutput r) {
      List<Tensor> all = new ArrayList<>(List.of(r.output()));
      all.addAll(state(r.state()));
      return all;
    }

    private static List<Tensor> state(Recurrence.State s) {
      Tensor c = s.c();
      return c == null ? List.of(s.h()) : List.of(s.h(), c);
    }

    Map<String, Tensor> part(String kind) {
      String prefix = name().toLowerCase(java.util.Locale.ROOT) + "/" + kind + "/";
      Map<String, Tensor> r = new TreeMap<>();
      ALL.forEach(
          (n, t) -> {
            if (n.startsWith(prefix)) {
              r.put(n.substring(prefix.length()), t);
            }
          });
      return r;
    }

    Module loaded() {
      Module m = module.apply(new Rng(1));
      m.load(part("state"));
      m.eval();
      return m;
    }
  }

  @ParameterizedTest
  @EnumSource
  void outputsAgree(Case c) {
    Tensor[] inputs = c.part("in").values().toArray(new Tensor[0]);
    List<Tensor> own = c.run.apply(c.loaded(), inputs);
    List<Tensor> theirs = List.copyOf(c.part("out").values());
    assertThat(own).hasSameSizeAs(theirs).isNotEmpty();
    for (int i = 0; i < own.size(); i++) {
      assertThat(own.get(i).dtype()).isEqualTo(DType.F32);
      assertThat(own.get(i).shape()).isEqualTo(theirs.get(i).shape());
      double[] a = own.get(i).toDoubles();
      double[] b = theirs.get(i).toDoubles();
      for (int k = 0; k < a.length; k++) {
        assertThat(Math.abs(a[k] - b[k]))
            .as("output %d, element %d: %s, PyTorch has %s", i, k, a[k], b[k])
            .isLessThanOrEqualTo(1e-5 * Math.max(1, Math.abs(b[k])));
      }
    }
  }

  /** What we write has PyTorch's names, types and shapes, and the bits that were read. */
  @ParameterizedTest
  @EnumSource
  void theStateGoesBackAsItCame(Case c, @TempDir Path folder) {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, c.loaded().stateDict());
    Map<String, String> written = new TreeMap<>();
    Safetensors.contents(file)
        .tensors()
        .forEach((n, i) -> written.put(n, i.type() + " " + i.shape()));
    Map<String, String> theirs = new TreeMap<>();
    c.part("state").forEach((n, t) -> theirs.put(n, t.dtype() + " " + t.shape()));
    assertThat(written).isEqualTo(theirs);
    Map<String, Tensor> bits = Safetensors.read(file);
    c.part("state")
        .forEach(
            (n, t) ->
                assertThat(Objects.requireNonNull(bits.get(n), n).toDoubles())
                    .as(n)
                    .isEqualTo(t.toDoubles()));
  }

  @Test
  void everyCaseOfTheFileIsRead() {
    assertThat(
            ALL.keySet().stream()
                .map(n -> n.substring(0, n.indexOf('/')))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Case.values())
                .map(c -> c.name().toLowerCase(java.util.Locale.ROOT))
                .toList());
  }

  /** Writes what PyTorch is to read, for the script's other half. */
  @Test
  void ourOwnModelsAreWritten(@TempDir Path folder) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (Case c : Case.values()) {
      Module m = c.module.apply(new Rng(7));
      m.eval();
      Tensor[] inputs = c.part("in").values().toArray(new Tensor[0]);
      String name = c.name().toLowerCase(java.util.Locale.ROOT);
      m.stateDict().forEach((n, t) -> all.put(name + "/state/" + n, t));
      List<Tensor> out = c.run.apply(m, inputs);
      for (int i = 0; i < inputs.length; i++) {
        all.put(name + "/in/" + i, inputs[i]);
      }
      for (int i = 0; i < out.size(); i++) {
        all.put(name + "/out/" + i, out.get(i));
      }
    }
    Path file = Path.of(System.getProperty("cotangent.pytorch.out", folder + "/own.safetensors"));
    Safetensors.write(file, all);
    assertThat(Safetensors.contents(file).tensors().keySet())
        .containsExactlyInAnyOrderElementsOf(ALL.keySet());
  }
}
