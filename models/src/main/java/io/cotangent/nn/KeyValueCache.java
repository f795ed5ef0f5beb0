package io.cotangent.nn;

import io.cotangent.Tensor;
import io.cotangent.autograd.Memory;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Keys and values of the positions so far, of every self-attention of a model: what generation of a
 * text a token at a time needs. One cache serves one batch of sequences; its tensors outlive the
 * scopes of the calls.
 *
 * <pre>{@code
 * KeyValueCache cache = new KeyValueCache();
 * for (…) y = decoder.apply(token, a -> a.causal(true).cache(cache));
 * }</pre>
 */
public final class KeyValueCache {
  /** [N, heads, S, d] both. */
  record Entry(Tensor keys, Tensor values) {}

  private final Map<MultiheadAttention, Entry> entries = new IdentityHashMap<>();

  /** An empty cache. */
  public KeyValueCache() {}

  /** How many positions there are of an attention. */
  int length(MultiheadAttention of) {
    Entry e = entries.get(of);
    return e == null ? 0 : e.keys.dim(2);
  }

  /** Adds positions, and gives all. */
  Entry append(MultiheadAttention of, Tensor keys, Tensor values) {
    Entry before = entries.get(of);
    Entry all =
        before == null
            ? new Entry(kept(keys), kept(values))
            : new Entry(
                kept(Tensor.concat(2, before.keys, keys)),
                kept(Tensor.concat(2, before.values, values)));
    entries.put(of, all);
    return all;
  }

  private static Tensor kept(Tensor t) {
    return Memory.outsideArenas(t::copy);
  }

  /** How many positions there are. */
  public int length() {
    return entries.values().stream().mapToInt(e -> e.keys.dim(2)).max().orElse(0);
  }

  /** Forgets all positions. */
  public void clear() {
    entries.clear();
  }
}
