package io.cotangent.conform;

import io.cotangent.DType;
import io.cotangent.Tensor;
import io.cotangent.io.DataFormatException;
import io.cotangent.io.Json;
import io.cotangent.io.Npy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One case of a directory of reference cases.
 *
 * @param kind op, optimizer, schedule, clip or derivative
 * @param inputs by name
 * @param parameters the inputs whose role is parameter
 * @param tags kink, special, extreme, …
 */
record ReferenceCase(
    String family,
    String name,
    String kind,
    String op,
    Attributes attributes,
    Map<String, Tensor> inputs,
    Set<String> parameters,
    List<Output> outputs,
    Map<String, Tensor> gradients,
    double rtol,
    double atol,
    Set<String> tags) {
  /** An expected output and the cotangent that flows into it. */
  record Output(String name, Tensor expected, @Nullable Tensor cotangent) {}

  /** The tensors of an archive, by the names that a manifest has for them. */
  private record Arrays(Path file, Map<String, Tensor> byName) {
    static Arrays read(Path file) {
      return new Arrays(file, Npy.readAll(file));
    }

    Tensor get(String entry) {
      Tensor t = byName.get(entry.replaceFirst("\\.npy$", ""));
      if (t == null) {
        throw new DataFormatException(file + ": has no entry " + entry);
      }
      return t;
    }
  }

  /** The cases of one family, or of all: every folder with a manifest. */
  static List<ReferenceCase> read(Path root, @Nullable String family) {
    if (!Files.isDirectory(root)) {
      throw new DataFormatException(root + ": no such directory");
    }
    List<Path> manifests;
    try (Stream<Path> folders = Files.list(root)) {
      manifests =
          folders.map(f -> f.resolve("manifest.json")).filter(Files::exists).sorted().toList();
    } catch (java.io.IOException e) {
      throw new DataFormatException(root + ": cannot be read: " + e.getMessage(), e);
    }
    List<ReferenceCase> all = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Path m : manifests) {
      Attributes manifest = Attributes.of(m.toString(), Json.read(m));
      if (family == null || manifest.text("family").equals(family)) {
        Arrays arrays = Arrays.read(m.resolveSibling("arrays.npz"));
        for (Attributes c : manifest.objects("cases")) {
          ReferenceCase read = of(manifest.text("family"), c, arrays);
          if (!names.add(read.family + "." + read.name)) {
            throw new DataFormatException(c.where() + ": a second case named " + read.name);
          }
          all.add(read);
        }
      }
    }
    if (all.isEmpty()) {
      throw new DataFormatException(
          root
              + ": no cases"
              + (family == null
                  ? "; it should hold folders with a manifest.json"
                  : " of family '" + family + "'"));
    }
    return all;
  }

  private static ReferenceCase of(String family, Attributes json, Arrays arrays) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    List<String> parameters = new ArrayList<>();
    for (Attributes in : json.objects("inputs")) {
      inputs.put(in.text("name"), arrays.get(in.text("file")));
      if (in.text("role", "").equals("parameter")) {
        parameters.add(in.text("name"));
      }
    }
    List<Output> outputs = new ArrayList<>();
    for (Attributes out : json.objects("outputs")) {
      Tensor cotangent = out.has("cotangent") ? arrays.get(out.text("cotangent")) : null;
      outputs.add(new Output(out.text("name"), arrays.get(out.text("file")), cotangent));
    }
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    if (json.has("gradients")) {
      for (Attributes g : json.objects("gradients")) {
        gradients.put(g.text("input"), arrays.get(g.text("file")));
      }
    }
    Attributes tolerance = json.object("tol");
    return new ReferenceCase(
        family,
        json.text("name"),
        json.text("kind"),
        json.text("op"),
        json.object("attrs"),
        inputs,
        new LinkedHashSet<>(parameters),
        outputs,
        gradients,
        tolerance.number("rtol"),
        tolerance.number("atol"),
        new LinkedHashSet<>(json.texts("tags")));
  }

  /** An input that must be there. */
  Tensor in(String name) {
    Tensor t = inputs.get(name);
    if (t == null) {
      throw new DataFormatException("input " + name + " is missing");
    }
    return t;
  }

  /** The call of its operator with inputs. */
  Call call(Map<String, Tensor> with) {
    DType type = outputs.isEmpty() ? DType.F64 : outputs.get(0).expected().dtype();
    return new Call(with, attributes, type);
  }

  /** With other tensors as inputs, of the same values. */
  ReferenceCase with(Map<String, Tensor> others) {
    return new ReferenceCase(
        family,
        name,
        kind,
        op,
        attributes,
        others,
        parameters,
        outputs,
        gradients,
        rtol,
        atol,
        tags);
  }
}
