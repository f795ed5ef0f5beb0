package io.cotangent.io;

import io.cotangent.random.Rng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damages files as disks, networks and attackers do. */
public final class Damage {
  /**
   * How many damaged files each reader is tried with in the suite; {@code cotangent.fuzz} says
   * more.
   */
  public static final int COUNT = Integer.getInteger("cotangent.fuzz", 5_000);

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

  private static final Pattern TOKEN =
      Pattern.compile("\"[^\"]*\"|-?[0-9][0-9.eE+-]*|true|false|null|[\\[\\]{}(),:]");

  private static final List<String> HOSTILE =
      List.of(
          "0",
          "-1",
          "1",
          "2",
          "2147483647",
          "2147483648",
          "9223372036854775807",
          "-9223372036854775808",
          "99999999999999999999",
          "1e999",
          "0.5",
          "\"NaN\"",
          "\"\"",
          "\"../../x\"",
          "\"\\ud800\"",
          "null",
          "true",
          "{}",
          "[]",
          "[0]",
          "{\"a\":0}",
          "",
          "[".repeat(500),
          ",");

  /**
   * A text of JSON or of its like as an attacker writes it: one to three of its numbers, strings
   * and brackets are others, extreme or of another type, are left out, or stand there twice.
   */
  public static String ofText(String text, Rng rng) {
    String r = text;
    for (int i = 0; i < 1 + rng.nextInt(3); i++) {
      List<int[]> tokens = new ArrayList<>();
      Matcher m = TOKEN.matcher(r);
      while (m.find()) {
        tokens.add(new int[] {m.start(), m.end()});
      }
      if (tokens.isEmpty()) {
        return r;
      }
      int[] t = tokens.get(rng.nextInt(tokens.size()));
      int[] u = tokens.get(rng.nextInt(tokens.size()));
      String other =
          switch (rng.nextInt(4)) {
            case 0 -> r.substring(u[0], u[1]);
            case 1 -> r.substring(Math.min(t[0], u[0]), Math.max(t[1], u[1]));
            default -> HOSTILE.get(rng.nextInt(HOSTILE.size()));
          };
      r = r.substring(0, t[0]) + other + r.substring(t[1]);
      if (r.length() > 20_000) {
        return r;
      }
    }
    return r;
  }
}
