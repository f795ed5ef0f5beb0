package io.cotangent.train;

import io.cotangent.Tensor;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.Durable;
import io.cotangent.io.Safetensors;
import io.cotangent.io.WriteException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The steps of a run as {@code steps.csv}: a checksum of the batches, empty where their type has
 * none, the mean loss to its last bit, and, at the end of an epoch and of the run, the SHA-256 of
 * the weights after the step. Lines are held back until a checkpoint is written or there are some.
 */
final class StepRecord implements Callback {
  static final String FILE = "steps.csv";
  private static final String HEAD = "step,data,loss,weights";
  private static final int HELD = 1 << 14;

  /** A line; empty texts for what is not known. */
  record Row(long step, String data, String loss, String weights) {
    String line() {
      return step + "," + data + "," + loss + "," + weights + "\n";
    }
  }

  private final Path file;
  private final StringBuilder held = new StringBuilder();
  private List<Row> before = List.of();
  private Row latest = new Row(0, "", "", "");

  StepRecord(Path folder) {
    this.file = folder.resolve(FILE);
  }

  /**
   * Reads the steps up to that from which the run goes on.
   *
   * @throws DataFormatException if the file is damaged
   */
  void goOn(long step) {
    before = Files.exists(file) ? read(file, step) : List.of();
  }

  /** Begins the file, or cuts it back to the step from which the run goes on. */
  @Override
  public void fitStarts(Run run) {
    StringBuilder s = new StringBuilder(HEAD).append('\n');
    before.forEach(r -> s.append(r.line()));
    before = List.of();
    Durable.write(file, out -> out.write(s.toString().getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void stepEnds(Run run) {
    hold();
    latest = new Row(run.step(), run.stepData, String.valueOf(run.stepLoss), "");
  }

  @Override
  public void epochEnds(Run run, History.Epoch epoch) {
    weights(run);
  }

  @Override
  public void fitEnds(Run run) {
    weights(run);
    flush();
  }

  @Override
  public void fitFails(Run run, Throwable cause) {
    flush();
  }

  private void weights(Run run) {
    if (latest.step == run.step() && latest.step > 0) {
      latest = new Row(latest.step, latest.data, latest.loss, sha256(run.model().stateDict()));
    }
  }

  private void hold() {
    if (latest.step > 0) {
      held.append(latest.line());
      latest = new Row(0, "", "", "");
    }
    if (held.length() >= HELD) {
      append();
    }
  }

  /** Writes what is held back. */
  void flush() {
    hold();
    append();
  }

  private void append() {
    if (held.length() == 0) {
      return;
    }
    try {
      Files.writeString(file, held, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new WriteException(file + ": cannot be written: " + e, e);
    }
    held.setLength(0);
  }

  /** The lines up to a step; a last one that was cut off counts as never written. */
  static List<Row> read(Path file, long most) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new DataFormatException(file + ": cannot be read: " + e, e);
    }
    List<Row> r = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",", -1);
      boolean good = cells.length == 4 && cells[0].matches("[0-9]{1,18}");
      if (!good && i < lines.size() - 1) {
        throw new DataFormatException(
            file + ", line " + (i + 1) + ": '" + lines.get(i) + "' is not " + HEAD);
      }
      if (good && Long.parseLong(cells[0]) <= most) {
        r.add(new Row(Long.parseLong(cells[0]), cells[1], cells[2], cells[3]));
      }
    }
    return r;
  }

  /** Of the safetensors file that holds these tensors, in the order of their names, alone. */
  static String sha256(Map<String, Tensor> tensors) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
      Safetensors.write(out, new java.util.TreeMap<>(tensors), Map.of());
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
