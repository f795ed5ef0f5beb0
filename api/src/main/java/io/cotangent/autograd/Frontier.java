package io.cotangent.autograd;

import io.cotangent.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The nodes to which cotangents have flowed and that have not passed them on: a binary heap by
 * descending id, with a hash index for adding to a node that is already there.
 */
final class Frontier {
  /**
   * A node and the sum of the cotangents that have arrived: that of the last ones, and, where there
   * were many, in F64 that of the blocks before.
   */
  static final class Entry {
    final Node node;
    Tensor cotangent;
    @Nullable Tensor blocks;

    /** How many cotangents the last block has. */
    int terms = 1;

    Entry(Node node, Tensor cotangent) {
      this.node = node;
      this.cotangent = cotangent;
    }
  }

  private @Nullable Entry[] heap = new @Nullable Entry[16];
  private int size;
  private @Nullable Entry[] table = new @Nullable Entry[64];

  @Nullable Entry find(Node node) {
    int mask = table.length - 1;
    for (int i = slot(node); ; i = (i + 1) & mask) {
      Entry e = table[i];
      if (e == null || e.node == node) {
        return e;
      }
    }
  }

  void add(Node node, Tensor cotangent) {
    Entry e = new Entry(node, cotangent);
    if (size * 2 >= table.length) {
      grow();
    }
    insert(e);
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    int i = size++;
    while (i > 0 && id(heap[(i - 1) / 2]) < node.id()) {
      heap[i] = heap[(i - 1) / 2];
      i = (i - 1) / 2;
    }
    heap[i] = e;
  }

  /** Takes out the latest node, or null when none is left. */
  @Nullable Entry poll() {
    if (size == 0) {
      return null;
    }
    Entry top = heap[0];
    Entry last = heap[--size];
    heap[size] = null;
    int i = 0;
    while (size > 0) {
      int child = 2 * i + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && id(heap[child + 1]) > id(heap[child])) {
        child++;
      }
      if (id(heap[child]) <= id(last)) {
        break;
      }
      heap[i] = heap[child];
      i = child;
    }
    if (size > 0) {
      heap[i] = last;
    }
    if (top != null) {
      remove(top.node);
    }
    return top;
  }

  private static long id(@Nullable Entry e) {
    return e == null ? Long.MIN_VALUE : e.node.id();
  }

  private int slot(Node node) {
    return (int) node.id() & (table.length - 1);
  }

  private void insert(Entry e) {
    int mask = table.length - 1;
    int i = slot(e.node);
    while (table[i] != null) {
      i = (i + 1) & mask;
    }
    table[i] = e;
  }

  /** Removes from the hash index, closing the gap in the run of entries behind. */
  private void remove(Node node) {
    int mask = table.length - 1;
    int i = slot(node);
    for (Entry e = table[i]; e != null && e.node != node; e = table[i]) {
      i = (i + 1) & mask;
    }
    int gap = i;
    for (int j = (i + 1) & mask; ; j = (j + 1) & mask) {
      Entry e = table[j];
      if (e == null) {
        break;
      }
      if (((j - slot(e.node)) & mask) >= ((j - gap) & mask)) {
        table[gap] = e;
        gap = j;
      }
    }
    table[gap] = null;
  }

  private void grow() {
    @Nullable Entry[] old = table;
    table = new @Nullable Entry[old.length * 2];
    for (Entry e : old) {
      if (e != null) {
        insert(e);
      }
    }
  }
}
