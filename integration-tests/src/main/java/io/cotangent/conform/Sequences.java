package io.cotangent.conform;

import static io.cotangent.conform.Call.out;

import io.cotangent.DType;
import io.cotangent.Tensor;
import io.cotangent.nn.AttentionOptions;
import io.cotangent.nn.AttentionSettings;
import io.cotangent.nn.Gru;
import io.cotangent.nn.GruCell;
import io.cotangent.nn.Lstm;
import io.cotangent.nn.LstmCell;
import io.cotangent.nn.MultiheadAttention;
import io.cotangent.nn.RecurrentOutput;
import io.cotangent.nn.Rnn;
import io.cotangent.nn.RnnCell;
import io.cotangent.nn.RnnSettings;
import io.cotangent.nn.TransformerDecoderLayer;
import io.cotangent.nn.TransformerEncoder;
import io.cotangent.nn.TransformerEncoderLayer;
import io.cotangent.nn.TransformerSettings;
import io.cotangent.op.Attention;
import io.cotangent.op.Recurrence;
import io.cotangent.random.Rng;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The families rnn and attention, through the modules. */
final class Sequences {
  private Sequences() {}

  // ---- recurrent ----

  static Map<String, Call.Operator> rnn() {
    Map<String, Call.Operator> m = new HashMap<>();
    m.put("rnn", Sequences::plain);
    m.put("lstm", Sequences::lstm);
    m.put("gru", Sequences::gru);
    m.put("rnn_cell", Sequences::rnnCell);
    m.put("lstm_cell", Sequences::lstmCell);
    m.put("gru_cell", Sequences::gruCell);
    return m;
  }

  private static RnnSettings settings(Call c, RnnSettings usual) {
    Attributes a = c.attributes();
    return usual
        .layers(a.integer("num_layers", 1))
        .bias(a.flag("bias", true))
        .batchFirst(a.flag("batch_first"))
        .bidirectional(a.flag("bidirectional"))
        .projection(a.integer("proj_size", 0))
        .nonlinearity(nonlinearity(c));
  }

  private static RnnSettings.Nonlinearity nonlinearity(Call c) {
    return c.attributes().text("nonlinearity", "tanh").equals("relu")
        ? RnnSettings.Nonlinearity.RELU
        : RnnSettings.Nonlinearity.TANH;
  }

  private static Recurrence.@Nullable State start(Call c) {
    Tensor h = c.optional("h0");
    return h == null ? null : new Recurrence.State(h, c.optional("c0"));
  }

  private static int hidden(Call c) {
    return c.attributes().integer("hidden_size");
  }

  private static Map<String, Tensor> outputs(RecurrentOutput r) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("out", r.output());
    all.put("hn", r.h());
    Tensor memory = r.state().c();
    if (memory != null) {
      all.put("cn", memory);
    }
    return all;
  }

  private static Map<String, Tensor> plain(Call c) {
    Rnn m = new Rnn(c.x().dim(-1), hidden(c), new Rng(1), s -> settings(c, s));
    return outputs(CaseModule.with(m, c, () -> m.unroll(c.x(), start(c), c.optional("lengths"))));
  }

  private static Map<String, Tensor> lstm(Call c) {
    Lstm m = new Lstm(c.x().dim(-1), hidden(c), new Rng(1), s -> settings(c, s));
    return outputs(CaseModule.with(m, c, () -> m.unroll(c.x(), start(c), c.optional("lengths"))));
  }

  private static Map<String, Tensor> gru(Call c) {
    Gru m = new Gru(c.x().dim(-1), hidden(c), new Rng(1), s -> settings(c, s));
    return outputs(CaseModule.with(m, c, () -> m.unroll(c.x(), start(c), c.optional("lengths"))));
  }

  private static int cellHidden(Call c) {
    return c.in("weight_hh").dim(1);
  }

  private static RnnSettings cell(Call c, RnnSettings usual) {
    return usual.bias(c.optional("bias_ih") != null).nonlinearity(nonlinearity(c));
  }

  private static Map<String, Tensor> rnnCell(Call c) {
    RnnCell m = new RnnCell(c.x().dim(-1), cellHidden(c), new Rng(1), s -> cell(c, s));
    Tensor h = c.optional("h0");
    return Map.of(
        "h1", CaseModule.with(m, c, () -> h == null ? m.apply(c.x()) : m.apply(c.x(), h)));
  }

  private static Map<String, Tensor> gruCell(Call c) {
    GruCell m = new GruCell(c.x().dim(-1), cellHidden(c), new Rng(1), s -> cell(c, s));
    Tensor h = c.optional("h0");
    return Map.of(
        "h1", CaseModule.with(m, c, () -> h == null ? m.apply(c.x()) : m.apply(c.x(), h)));
  }

  private static Map<String, Tensor> lstmCell(Call c) {
    LstmCell m = new LstmCell(c.x().dim(-1), cellHidden(c), new Rng(1), s -> cell(c, s));
    Recurrence.State s0 = start(c);
    Recurrence.State s1 =
        CaseModule.with(m, c, () -> s0 == null ? m.apply(c.x()) : m.apply(c.x(), s0));
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("h1", s1.h());
    all.put("c1", java.util.Objects.requireNonNull(s1.c()));
    return all;
  }

  // ---- attention ----

  /** The mask of a case, whose booleans say what is kept, as one that says what is barred. */
  private static @Nullable Tensor barred(Call c) {
    Tensor mask = c.optional("mask");
    return mask == null || mask.dtype() != DType.BOOL ? mask : mask.not();
  }

  static Map<String, Call.Operator> attention() {
    Map<String, Call.Operator> m = new HashMap<>();
    m.put(
        "scaled_dot_product_attention",
        c -> out(Attention.scaledDotProduct(c.in("q"), c.in("k"), c.in("v"), barred(c), false)));
    m.put("multihead_attention", Sequences::multihead);
    m.put("transformer_encoder_layer", Sequences::encoderLayer);
    m.put("transformer_encoder", Sequences::encoder);
    m.put("transformer_decoder_layer", Sequences::decoderLayer);
    return m;
  }

  private static UnaryOperator<AttentionOptions> masks(Call c, String mask, String padding) {
    return o -> o.mask(c.optional(mask)).padding(c.optional(padding));
  }

  private static AttentionSettings settings(Call c, AttentionSettings usual) {
    Attributes a = c.attributes();
    return usual
        .bias(a.flag("bias", true))
        .keyWidth(a.integer("kdim", 0))
        .valueWidth(a.integer("vdim", 0))
        .batchFirst(a.flag("batch_first"));
  }

  private static Map<String, Tensor> multihead(Call c) {
    Attributes a = c.attributes();
    Tensor query = c.in("query");
    boolean self = a.flag("self_attention");
    Tensor key = self ? query : c.in("key");
    Tensor value = self ? query : c.in("value");
    MultiheadAttention m =
        new MultiheadAttention(
            query.dim(-1), a.integer("num_heads"), new Rng(1), s -> settings(c, s));
    UnaryOperator<AttentionOptions> masks = masks(c, "attn_mask", "key_padding_mask");
    if (!a.flag("need_weights", true)) {
      return out(CaseModule.with(m, c, () -> m.apply(query, key, value, masks)));
    }
    MultiheadAttention.Result r =
        CaseModule.with(m, c, () -> m.withWeights(query, key, value, masks));
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("out", r.output());
    all.put("weights", a.flag("average_weights", true) ? r.weights() : r.headWeights());
    return all;
  }

  private static TransformerSettings settings(Call c, TransformerSettings usual) {
    Attributes a = c.attributes();
    return usual
        .feedForward(a.integer("dim_feedforward"))
        .dropout(0)
        .activation(a.text("activation").equals("gelu") ? Tensor::gelu : Tensor::relu)
        .eps(a.number("layer_norm_eps"))
        .batchFirst(a.flag("batch_first"))
        .normFirst(a.flag("norm_first"));
  }

  private static TransformerEncoderLayer newEncoderLayer(Call c) {
    Attributes a = c.attributes();
    return new TransformerEncoderLayer(
        a.integer("d_model"), a.integer("num_heads"), new Rng(1), s -> settings(c, s));
  }

  private static Map<String, Tensor> encoderLayer(Call c) {
    TransformerEncoderLayer m = newEncoderLayer(c);
    return out(
        CaseModule.with(m, c, () -> m.apply(c.x(), masks(c, "src_mask", "key_padding_mask"))));
  }

  private static Map<String, Tensor> encoder(Call c) {
    TransformerEncoder m =
        new TransformerEncoder(c.attributes().integer("num_layers"), () -> newEncoderLayer(c));
    return out(
        CaseModule.with(m, c, () -> m.apply(c.x(), masks(c, "src_mask", "key_padding_mask"))));
  }

  private static Map<String, Tensor> decoderLayer(Call c) {
    Attributes a = c.attributes();
    TransformerDecoderLayer m =
        new TransformerDecoderLayer(
            a.integer("d_model"), a.integer("num_heads"), new Rng(1), s -> settings(c, s));
    return out(
        CaseModule.with(
            m,
            c,
            () ->
                m.apply(
                    c.x(),
                    c.in("memory"),
                    masks(c, "tgt_mask", "tgt_key_padding_mask"),
                    masks(c, "memory_mask", "memory_key_padding_mask"))));
  }
}
