package io.cotangent.page;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import io.cotangent.ArgumentException;
import io.cotangent.op.Binary;
import io.cotangent.op.Unary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/**
 * The page that lists every operation: read out of the sources, where each states its meaning and
 * its gradient, and out of the backends, which tell their kernels.
 */
public final class OperationsPage {
  private static final String OP = "api/src/main/java/io/cotangent/op/";

  private final Path root;
  private final Sources sources;
  private final KernelTable kernels;
  private final StringBuilder page = new StringBuilder();

  private OperationsPage(Path root) {
    this.root = root;
    sources = new Sources(root);
    kernels = new KernelTable(sources);
  }

  /** The page, from the sources under a project's top folder. */
  public static String of(Path root) {
    if (!Files.isDirectory(root.resolve(OP))) {
      throw new ArgumentException(
          root + ": no sources of Cotangent; name the project's top folder");
    }
    return new OperationsPage(root).make();
  }

  private String make() {
    page.append(
        """
        # Operations

        Made by `./cotangent ops` from the sources; a test holds it current. Shapes broadcast and types promote as in PyTorch. A gradient rule is
        Java: `g` is the cotangent of the result, and what else the rule mentions is kept for backward. Rules are made of operations themselves, so every
        operation has gradients of any order.

        *Kernel* names the backends (`jvm`, `nd4j`) that have code of their own for an operation on floating point. On the others the maths of the
        row is called element by element, or a composite's definition runs. Integers and booleans are computed element by element everywhere; a
        *view* is another layout of the same elements, and needs no kernel.

        """);
    elementwise();
    table("Three inputs", "Ternary");
    table("Folds over axes", "Reduction");
    table("Searches along an axis", "ArgReduction");
    table("Running folds", "Scan");
    structured();
    functions();
    return page.toString();
  }

  // ---- rows ----

  /** The arguments of an enum's row, as they are written. */
  private static List<String> arguments(Sources.Declared row) {
    Tree made = Objects.requireNonNull(((VariableTree) row.tree()).getInitializer());
    return ((NewClassTree) made).getArguments().stream().map(row::text).toList();
  }

  private List<Sources.Declared> rows(String type) {
    return sources.read(OP + type + ".java").stream()
        .filter(d -> d.tree() instanceof VariableTree v && isRow(v))
        .toList();
  }

  private static boolean isRow(VariableTree v) {
    return v.getInitializer() instanceof NewClassTree
        && v.getModifiers().getFlags().contains(Modifier.STATIC)
        && v.getName().toString().equals(v.getName().toString().toUpperCase(Locale.ROOT))
        && String.valueOf(v.getType())
            .equals(((NewClassTree) v.getInitializer()).getIdentifier().toString());
  }

  private static String code(String text) {
    return "`" + text.replaceAll("\\s+", " ").replace("|", "\\|") + "`";
  }

  /** The body of a rule: what follows {@code g ->}, or {@code h ->}. */
  private static String rule(String lambda) {
    Matcher m = Pattern.compile("\\([^)]*\\) -> \\w -> (.*)").matcher(lambda);
    return m.matches() ? m.group(1) : lambda;
  }

  private static String kept(String rule, String... names) {
    List<String> r = new ArrayList<>();
    for (String n : names) {
      if (Pattern.compile("\\b" + n.strip() + "\\b").matcher(rule).find()) {
        r.add(n.strip());
      }
    }
    return r.isEmpty() ? "–" : String.join(", ", r);
  }

  // ---- elementwise ----

  private void elementwise() {
    page.append("## One input\n\n");
    page.append(
        "| operation | y | types | gradient of x | kept | kernel |\n|---|---|---|---|---|---|\n");
    for (Sources.Declared row : rows("Unary")) {
      Unary op = Unary.valueOf(row.name());
      List<String> a = arguments(row);
      String rule = op.isDifferentiable() ? rule(a.get(a.size() - 1)) : "none";
      line(
          op.label(),
          row.doc().isEmpty() ? code(a.get(op == Unary.NOT ? 1 : 0)) : row.doc(),
          op == Unary.NOT ? "truth" : op.integers() == null ? "float" : "float, integer",
          op.isDifferentiable() ? code(rule) : "none",
          kept(rule, "x", "y"),
          kernels.unary(op));
    }
    page.append("\n## Two inputs\n\n");
    page.append(
        "| operation | y | types | gradient of a | gradient of b | kept | kernel |\n"
            + "|---|---|---|---|---|---|---|\n");
    for (Sources.Declared row : rows("Binary")) {
      Binary op = Binary.valueOf(row.name());
      List<String> a = arguments(row);
      boolean predicate = op.isPredicate();
      String last = a.get(a.size() - 1);
      String second = rule(last);
      String[] names = {"a", "b", "y"};
      String first = a.size() > 2 ? rule(a.get(2)) : "";
      if (a.size() == 2) { // a backward operation, linear in its first input, a cotangent
        names = last.substring(1, last.indexOf(')')).split(",", -1);
        first = op.label() + "(h, " + names[1].strip() + ")";
      }
      String formula = code(a.get(predicate ? 1 : 0));
      line(
          op.label(),
          row.doc().isEmpty() ? formula : row.doc(),
          types(op),
          op.isDifferentiable() ? code(first) : "none",
          op.isDifferentiable() ? code(second) : "none",
          op.isDifferentiable() ? kept(first + " " + second, names) : "–",
          kernels.binary(op));
    }
    page.append('\n');
  }

  private static String types(Binary op) {
    if (op == Binary.AND || op == Binary.OR || op == Binary.XOR) {
      return "truth";
    }
    return op.isPredicate() ? "any to truth" : op.integers() == null ? "float" : "float, integer";
  }

  private void line(String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** An enum whose rows are told by their Javadoc and that of the class. */
  private void table(String title, String type) {
    List<Sources.Declared> all = sources.read(OP + type + ".java");
    page.append("## ").append(title).append("\n\n");
    page.append(all.get(0).doc())
        .append("\n\n| operation | meaning and gradient | kernel |\n|---|---|---|\n");
    for (Sources.Declared row : rows(type)) {
      NewClassTree made = (NewClassTree) ((VariableTree) row.tree()).getInitializer();
      String body =
          made == null || made.getClassBody() == null ? "" : gradient(row, made.getClassBody());
      line(label(row.name()), (row.doc() + " " + body).strip(), kernels.row(type, row.name()));
    }
    page.append('\n');
  }

  /** The gradient rule in a row's body. */
  private static String gradient(Sources.Declared row, ClassTree body) {
    for (Tree member : body.getMembers()) {
      if (member instanceof MethodTree m
          && (m.getName().contentEquals("pullback") || m.getName().contentEquals("vjpOf"))) {
        String text = row.text(m.getBody());
        String rule = text.substring(1, text.length() - 1).strip();
        return "Gradient: " + code(rule.replaceFirst("^return g -> ", ""));
      }
    }
    return "";
  }

  private static String label(String row) {
    String[] words = row.toLowerCase(Locale.ROOT).split("_", -1);
    StringBuilder s = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      s.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return s.toString();
  }

  // ---- structured operations and composites ----

  private void structured() {
    page.append(
        """
        ## Structured operations and composites

        A composite is defined by other operations. Where a backend has a kernel for it, that computes it at once, unless gradients flow through it; *(some)*: for some
        settings or shapes.

        | operation | meaning, shapes and gradient | kernel |
        |---|---|---|
        """);
    try (Stream<Path> files = Files.list(root.resolve(OP))) {
      for (Path f : files.sorted().toList()) {
        for (Sources.Declared d : sources.read(root.relativize(f).toString())) {
          if (d.tree() instanceof ClassTree c && isOperation(c)) {
            String outer = f.getFileName().toString().replace(".java", "");
            String name = d.name().equals(outer) ? outer : outer + "." + d.name();
            line(
                name, d.doc().isEmpty() ? "see `" + outer + "`" : d.doc(), kernels.operation(name));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    page.append('\n');
  }

  private static boolean isOperation(ClassTree c) {
    String kinds = c.getImplementsClause().toString();
    return c.getKind() == Tree.Kind.RECORD
        && kinds.matches(
            ".*\\b(Op|View|Composite|Composite\\.WithVjp|WithVjp|InPlace|ElementwiseUpdate)\\b.*")
        && !c.getSimpleName().toString().startsWith("Defined");
  }

  // ---- functions ----

  private void functions() {
    page.append(
        """
        ## Functions

        What users call. Those that are no operation by themselves are formulas of the ones above, and their gradients are those of the formula.

        """);
    Map<String, String> files = new LinkedHashMap<>();
    for (String c :
        List.of(
            "Tensor",
            "TensorArithmetic",
            "TensorMath",
            "TensorComparison",
            "TensorReductions",
            "TensorOrder",
            "TensorMatrices",
            "TensorShaping",
            "TensorSlicing",
            "TensorRearranging",
            "TensorIndexing",
            "TensorActivations",
            "TensorGradients",
            "TensorValues")) {
      files.put(c, "api/src/main/java/io/cotangent/" + c + ".java");
    }
    for (String c :
        List.of(
            "Convolution",
            "Pooling",
            "Normalization",
            "Resampling",
            "GridSampling",
            "Lookup",
            "Attention",
            "Recurrence")) {
      files.put("op." + c, OP + c + ".java");
    }
    for (String c : List.of("Losses", "CrossEntropyLoss", "CtcLoss")) {
      files.put("loss." + c, "models/src/main/java/io/cotangent/loss/" + c + ".java");
    }
    files.forEach(
        (name, file) -> {
          page.append("### ").append(name).append("\n\n| function | |\n|---|---|\n");
          for (Sources.Declared d : sources.read(file)) {
            if (d.tree() instanceof MethodTree m
                && isPublic(m)
                && !d.doc().isEmpty()
                && m.getReturnType() != null) {
              line(code(signature(d, m)), d.doc());
            }
          }
          page.append('\n');
        });
  }

  private static boolean isPublic(MethodTree m) {
    Set<Modifier> flags = m.getModifiers().getFlags();
    return flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.DEFAULT);
  }

  private static String signature(Sources.Declared d, MethodTree m) {
    return m.getName()
        + m.getParameters().stream()
            .map(p -> d.text(p).replace("@Nullable ", ""))
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
