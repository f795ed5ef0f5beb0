package io.cotangent.suite;

import io.cotangent.DType;
import io.cotangent.MemoryException;
import io.cotangent.Scope;
import io.cotangent.Tensor;

/**
 * What a program sees that needs more than half of a heap of 96 MiB at a time; with an argument, of
 * 100 MiB off the heap.
 */
public final class SmallHeap {
  private static final int MIB = 1 << 20;

  private SmallHeap() {}

  /** Gives back tensors of many lengths, as much as the pool takes. */
  private static void fillPool() {
    for (DType dtype : new DType[] {DType.F32, DType.F64}) {
      for (int eighths = 8; eighths < 16; eighths++) {
        try (Scope s = Scope.open("pool")) {
          Tensor.ones(eighths * MIB / 32).to(dtype).plus(1);
        }
      }
    }
  }

  /** More than there is off the heap. */
  private static void offTheHeap() {
    try (Scope s = Scope.open("pool")) {
      Tensor.ones(8 * MIB).plus(1);
    }
    System.out.println("32 MiB and what is pooled: " + Tensor.ones(8 * MIB + 1).get(0));
    try {
      Tensor.ones(25, MIB);
    } catch (MemoryException e) {
      System.out.println(e.getMessage());
    }
    System.out.println("goes on: " + Tensor.ones(1).plus(1));
  }

  public static void main(String[] args) {
    if (args.length > 0) {
      offTheHeap();
      return;
    }
    fillPool();
    Tensor large = Tensor.ones(15 * MIB);
    System.out.println("60 MiB: " + large);
    large = Tensor.ones(1);
    fillPool();
    System.out.println("60 MiB of Java's: " + new float[15 * MIB].length);
    fillPool();
    try {
      large = Tensor.ones(100, MIB);
    } catch (MemoryException e) {
      System.out.println(e.getMessage());
    }
    try {
      large = Tensor.of(new boolean[60 * MIB]);
    } catch (MemoryException e) {
      System.out.println(e.getMessage());
    }
    System.out.println("goes on: " + large.plus(1));
  }
}
