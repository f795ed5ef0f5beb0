package io.cotangent.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.cotangent.random.Rng;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names, order and shapes of every layer's state, as PyTorch's state_dict has them. */
class StateNamesTest {
  private static final String NORM = "running_mean [6], running_var [6], num_batches_tracked []";
  private static final String GATES_4 =
      "weight_ih%1$s [24, 4], weight_hh%1$s [24, 6], bias_ih%1$s [24], bias_hh%1$s [24]";
  private static final String ATTENTION =
      "%1$s.in_proj_weight [12, 4], %1$s.in_proj_bias [12], %1$s.out_proj.weight [4, 4],"
          + " %1$s.out_proj.bias [4], ";
  private static final String NETWORK =
      "linear1.weight [8, 4], linear1.bias [8], linear2.weight [4, 8], linear2.bias [4],"
          + " norm1.weight [4], norm1.bias [4], norm2.weight [4], norm2.bias [4]";

  enum Row {
    LINEAR(r -> new Linear(4, 6, r), "weight [6, 4], bias [6]"),
    CONV_1(r -> new Conv1d(4, 6, 3, r), "weight [6, 4, 3], bias [6]"),
    CONV_2(r -> new Conv2d(4, 6, 3, r, c -> c.groups(2)), "weight [6, 2, 3, 3], bias [6]"),
    CONV_3(r -> new Conv3d(4, 6, 3, r, c -> c.bias(false)), "weight [6, 4, 3, 3, 3]"),
    UP_1(r -> new ConvTranspose1d(4, 6, 3, r), "weight [4, 6, 3], bias [6]"),
    UP_2(r -> new ConvTranspose2d(4, 6, 3, r, c -> c.groups(2)), "weight [4, 3, 3, 3], bias [6]"),
    UP_3(r -> new ConvTranspose3d(4, 6, 2, r), "weight [4, 6, 2, 2, 2], bias [6]"),
    BATCH_1(r -> new BatchNorm1d(6), "weight [6], bias [6], " + NORM),
    BATCH_2(r -> new BatchNorm2d(6, b -> b.affine(false)), NORM),
    BATCH_3(r -> new BatchNorm3d(6, b -> b.trackRunningStats(false)), "weight [6], bias [6]"),
    INSTANCE_1(r -> new InstanceNorm1d(6), ""),
    INSTANCE_2(r -> new InstanceNorm2d(6, b -> b.affine(true)), "weight [6], bias [6]"),
    INSTANCE_3(r -> new InstanceNorm3d(6, b -> b.trackRunningStats(true)), NORM),
    LAYER(r -> new LayerNorm(2, 3), "weight [2, 3], bias [2, 3]"),
    LAYER_PLAIN(r -> new LayerNorm(6, n -> n.bias(false)), "weight [6]"),
    GROUP(r -> new GroupNorm(2, 6), "weight [6], bias [6]"),
    RMS(r -> new RmsNorm(6), "weight [6]"),
    RESPONSE(r -> new LocalResponseNorm(2), ""),
    RNN(
        r -> new Rnn(4, 6, r, s -> s.bidirectional(true).bias(false)),
        "weight_ih_l0 [6, 4], weight_hh_l0 [6, 6],"
            + " weight_ih_l0_reverse [6, 4], weight_hh_l0_reverse [6, 6]"),
    LSTM(
        r -> new Lstm(4, 6, r, s -> s.layers(2)),
        String.format(GATES_4, "_l0") + ", " + String.format(GATES_4, "_l1").replace(" 4]", " 6]")),
    LSTM_PROJECTED(
        r -> new Lstm(4, 6, r, s -> s.projection(2)),
        "weight_ih_l0 [24, 4], weight_hh_l0 [24, 2], bias_ih_l0 [24], bias_hh_l0 [24],"
            + " weight_hr_l0 [2, 6]"),
    GRU(
        r -> new Gru(4, 6, r),
        "weight_ih_l0 [18, 4], weight_hh_l0 [18, 6], bias_ih_l0 [18], bias_hh_l0 [18]"),
    LSTM_CELL(r -> new LstmCell(4, 6, r), String.format(GATES_4, "")),
    GRU_CELL(
        r -> new GruCell(4, 6, r),
        "weight_ih [18, 4], weight_hh [18, 6], bias_ih [18], bias_hh [18]"),
    RNN_CELL(
        r -> new RnnCell(4, 6, r), "weight_ih [6, 4], weight_hh [6, 6], bias_ih [6], bias_hh [6]"),
    ATTENTION_ONE(
        r -> new MultiheadAttention(4, 2, r),
        "in_proj_weight [12, 4], in_proj_bias [12], out_proj.weight [4, 4], out_proj.bias [4]"),
    ATTENTION_WIDTHS(
        r -> new MultiheadAttention(4, 2, r, a -> a.keyWidth(3).valueWidth(5)),
        "q_proj_weight [4, 4], k_proj_weight [4, 3], v_proj_weight [4, 5], in_proj_bias [12],"
            + " out_proj.weight [4, 4], out_proj.bias [4]"),
    ENCODER_LAYER(
        r -> new TransformerEncoderLayer(4, 2, r, t -> t.feedForward(8)),
        String.format(ATTENTION, "self_attn") + NETWORK),
    DECODER_LAYER(
        r -> new TransformerDecoderLayer(4, 2, r, t -> t.feedForward(8)),
        String.format(ATTENTION, "self_attn")
            + String.format(ATTENTION, "multihead_attn")
            + NETWORK
            + ", norm3.weight [4], norm3.bias [4]");

    private final Function<Rng, Module> layer;
    private final String state;

    Row(Function<Rng, Module> layer, String state) {
      this.layer = layer;
      this.state = state;
    }
  }

  @ParameterizedTest
  @EnumSource
  void areThoseOfPyTorch(Row row) {
    assertThat(state(row.layer.apply(new Rng(1)))).isEqualTo(row.state);
  }

  private static String state(Module m) {
    return m.stateDict().entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue().shape())
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @EnumSource
  void aCopyHasThemToo(Row row) {
    Module m = row.layer.apply(new Rng(1));
    Module copy = m.copy();
    assertThat(state(copy)).isEqualTo(row.state);
    assertThat(copy.leaves().values()).noneMatch(m.leaves().values()::contains);
    assertThat(copy.toString()).isEqualTo(m.toString());
  }
}
