package io.cotangent.conform;

import io.cotangent.DType;
import io.cotangent.Tensor;
import io.cotangent.data.DataFormatException;
import io.cotangent.io.Npy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
      throw new java.io.UncheckedIOException(e);
    }
    List<ReferenceCase> all = new ArrayList<>();
    for (Path m : manifests) {
      Attributes manifest = Attributes.of(Json.read(m));
      if (family == null || manifest.text("family").equals(family)) {
        Map<String, Tensor> arrays = Npy.readAll(m.resolveSibling("arrays.npz"));
        manifest.objects("cases").forEach(c -> all.add(of(manifest.text("family"), c, arrays)));
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

  private static ReferenceCase of(String family, Attributes json, Map<String, Tensor> arrays) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    List<String> parameters = new ArrayList<>();
    for (Attributes in : json.objects("inputs")) {
      inputs.put(in.text("name"), array(arrays, in.text("file")));
      if (in.text("role", "").equals("parameter")) {
        parameters.add(in.text("name"));
      }
    }
    List<Output> outputs = new ArrayList<>();
    for (Attributes out : json.objects("outputs")) {
      Tensor cotangent = out.has("cotangent") ? array(arrays, out.text("cotangent")) : null;
      outputs.add(new Output(out.text("name"), array(arrays, out.text("file")), cotangent));
    }
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    if (json.has("gradients")) {
      for (Attributes g : json.objects("gradients")) {
        gradients.put(g.text("input"), array(arrays, g.text("file")));
      }
    }
    Attributes tolerance = Attributes.of(json.get("tol"));
    return new ReferenceCase(
        family,
        json.text("name"),
        json.text("kind"),
        json.text("op"),
        Attributes.of(json.get("attrs")),
        inputs,
        new java.util.LinkedHashSet<>(parameters),
        outputs,
        gradients,
        tolerance.number("rtol"),
        tolerance.number("atol"),
        new java.util.LinkedHashSet<>(
            json.has("tags")
                ? ((List<?>) json.get("tags")).stream().map(String::valueOf).toList()
                : List.of()));
  }

  private static Tensor array(Map<String, Tensor> arrays, String file) {
    Tensor t = arrays.get(file.replaceFirst("\\.npy$", ""));
    if (t == null) {
      throw new DataFormatException("arrays.npz has no entry " + file);
    }
    return t;
  }

  /** An input that must be there. */
  Tensor in(String name) {
    return Objects.requireNonNull(inputs.get(name), () -> "input " + name + " is missing");
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
