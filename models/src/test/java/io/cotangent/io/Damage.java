package io.cotangent.io;

import io.cotangent.random.Rng;
import java.util.Arrays;

/** Damages files as disks, networks and attackers do. */
public final class Damage {
  private Damage() {}

  /** The file cut, with bytes changed, a span zeroed, repeated or left out. */
  public static byte[] of(byte[] file, Rng rng) {
    int n = file.length;
    int at = (int) (rng.nextDouble() * n);
    int length = (int) (rng.nextDouble() * Math.min(64, n - at));
    byte[] r = file.clone();
    switch ((int) (rng.nextDouble() * 6)) {
      case 0 -> {
        return Arrays.copyOf(file, at);
      }
      case 1 -> r[at] ^= (byte) (1 << (int) (rng.nextDouble() * 8));
      case 2 -> {
        for (int i = 0; i < 1 + length / 16; i++) {
          r[(int) (rng.nextDouble() * n)] = (byte) (rng.nextDouble() * 256);
        }
      }
      case 3 -> Arrays.fill(r, at, at + length, (byte) (rng.nextDouble() < 0.5 ? 0 : 0xFF));
      case 4 -> {
        return splice(file, at, at + length);
      }
      default -> {
        return splice(file, at + length, at);
      }
    }
    return r;
  }

  /** The bytes up to {@code end}, then those from {@code from} on: a repetition or a gap. */
  private static byte[] splice(byte[] file, int end, int from) {
    byte[] r = Arrays.copyOf(file, end + file.length - from);
    System.arraycopy(file, from, r, end, file.length - from);
    return r;
  }
}
