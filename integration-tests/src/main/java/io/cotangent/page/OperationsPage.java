package io.cotangent.page;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import io.cotangent.ArgumentException;
import io.cotangent.Backends;
import io.cotangent.DType;
import io.cotangent.kit.ForwardingBackend;
import io.cotangent.kit.OracleBackend;
import io.cotangent.kit.Sample;
import io.cotangent.kit.Samples;
import io.cotangent.op.Binary;
import io.cotangent.op.Fused;
import io.cotangent.op.Unary;
import io.cotangent.spi.Backend;
import io.cotangent.spi.Kernel;
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
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The page that lists every operation: read out of the sources, where each states its meaning and
 * its gradient, and out of the backends, which tell their kernels.
 */
public final class OperationsPage {
  private static final String OP = "api/src/main/java/io/cotangent/op/";

  private final Path root;
  private final StringBuilder page = new StringBuilder();

  /** One declaration of a source file: its name, its Javadoc, and itself. */
  private record Declared(String name, String doc, Tree tree, Function<Tree, String> source) {
    /** A part of the declaration as it is written. */
    String text(Tree part) {
      return source.apply(part).replaceAll("\\s+", " ");
    }
  }

  private OperationsPage(Path root) {
    this.root = root;
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
        operation has gradients of any order. *Native* says where ND4J computes; elsewhere the ND4J backend computes in Java. The pure-Java backend has a kernel
        for everything elementwise.

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

  // ---- reading sources ----

  private List<Declared> read(String file) {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, d -> {}, null, null, files.getJavaFileObjects(root.resolve(file)));
      List<Declared> all = new ArrayList<>();
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        CharSequence content = unit.getSourceFile().getCharContent(true);
        SourcePositions at = docs.getSourcePositions();
        Function<Tree, String> source =
            t ->
                content
                    .subSequence(
                        (int) at.getStartPosition(unit, t), (int) at.getEndPosition(unit, t))
                    .toString();
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
          @Override
          public @Nullable Void visitClass(ClassTree t, @Nullable Void unused) {
            add(t.getSimpleName().toString(), t);
            return super.visitClass(t, unused);
          }

          @Override
          public @Nullable Void visitMethod(MethodTree t, @Nullable Void unused) {
            add(t.getName().toString(), t);
            return super.visitMethod(t, unused);
          }

          @Override
          public @Nullable Void visitVariable(VariableTree t, @Nullable Void unused) {
            add(t.getName().toString(), t);
            return super.visitVariable(t, unused);
          }

          private void add(String name, Tree t) {
            String doc = docs.getDocComment(new TreePath(getCurrentPath().getParentPath(), t));
            all.add(new Declared(name, doc == null ? "" : plain(doc), t, source));
          }
        }.scan(unit, null);
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Javadoc as one line of Markdown. */
  private static String plain(String doc) {
    String text =
        doc.replaceAll("(?m)^ *@param[\\s\\S]*", "").replaceAll("(?m)^ *@throws[\\s\\S]*", "");
    text = text.replaceAll("\\s+", " ");
    text = text.replaceAll("\\{@code ((?:[^{}]|\\{[^{}]*\\})*)\\}", "`$1`");
    text = text.replaceAll("\\{@link [^}]*?#?([A-Za-z]+)(\\([^)]*\\))?\\}", "`$1`");
    text = text.replaceAll("\\{@value [^}]*\\}", "8").replaceAll("</?(p|ul|li|pre)>", " ");
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    return text.replaceAll("\\s+", " ").strip().replace("|", "\\|");
  }

  /** The arguments of an enum's row, as they are written. */
  private static List<String> arguments(Declared row) {
    Tree made = Objects.requireNonNull(((VariableTree) row.tree).getInitializer());
    return ((NewClassTree) made).getArguments().stream().map(row::text).toList();
  }

  private List<Declared> rows(String type) {
    return read(OP + type + ".java").stream()
        .filter(d -> d.tree instanceof VariableTree v && isRow(v))
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

  /** Rows that the ND4J backend computes on this side. */
  private Set<String> inJava() {
    Set<String> names = new TreeSet<>();
    for (Declared d : read("backend-nd4j/src/main/java/io/cotangent/nd4j/Native.java")) {
      if (d.name.endsWith("_IN_JAVA") && d.tree instanceof VariableTree v) {
        Matcher m = Pattern.compile("(Unary|Binary)\\.(\\w+)").matcher(d.text(v));
        while (m.find()) {
          names.add(m.group(2));
        }
      }
    }
    return names;
  }

  // ---- elementwise ----

  private void elementwise() {
    Set<String> inJava = inJava();
    page.append("## One input\n\n");
    page.append(
        "| operation | y | types | gradient of x | kept | native |\n|---|---|---|---|---|---|\n");
    for (Declared row : rows("Unary")) {
      Unary op = Unary.valueOf(row.name);
      List<String> a = arguments(row);
      String rule = op.isDifferentiable() ? rule(a.get(a.size() - 1)) : "none";
      line(
          op.label(),
          row.doc.isEmpty() ? code(a.get(op == Unary.NOT ? 1 : 0)) : row.doc,
          op == Unary.NOT ? "truth" : op.integers() == null ? "float" : "float, integer",
          op.isDifferentiable() ? code(rule) : "none",
          kept(rule, "x", "y"),
          inJava.contains(row.name) || op == Unary.NOT ? "–" : "yes");
    }
    page.append("\n## Two inputs\n\n");
    page.append(
        "| operation | y | types | gradient of a | gradient of b | kept | native |\n|---|---|---|---|---|---|---|\n");
    for (Declared row : rows("Binary")) {
      Binary op = Binary.valueOf(row.name);
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
          row.doc.isEmpty() ? formula : row.doc,
          types(op),
          op.isDifferentiable() ? code(first) : "none",
          op.isDifferentiable() ? code(second) : "none",
          op.isDifferentiable() ? kept(first + " " + second, names) : "–",
          inJava.contains(row.name) ? "–" : "yes");
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
    List<Declared> all = read(OP + type + ".java");
    page.append("## ").append(title).append("\n\n");
    page.append(all.get(0).doc).append("\n\n| operation | meaning and gradient |\n|---|---|\n");
    for (Declared row : rows(type)) {
      NewClassTree made = (NewClassTree) ((VariableTree) row.tree).getInitializer();
      String body =
          made == null || made.getClassBody() == null ? "" : gradient(row, made.getClassBody());
      line(label(row.name), (row.doc + " " + body).strip());
    }
    page.append('\n');
  }

  /** The gradient rule in a row's body. */
  private static String gradient(Declared row, ClassTree body) {
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

  /** Which classes of composites a backend has a kernel for, as all samples show it. */
  private static Set<String> kernels(Backend backend) {
    Set<String> found = new TreeSet<>();
    Backend watched =
        new ForwardingBackend(backend) {
          @Override
          public @Nullable Kernel kernel(Fused op, DType dtype) {
            Kernel k = super.kernel(op, dtype);
            if (k != null) {
              found.add(nameOf(op.getClass()));
            }
            return k;
          }
        };
    for (Sample s : Samples.all(new OracleBackend())) {
      if (s.dtypes().contains(DType.F32)) {
        Object unused =
            s.f()
                .apply(
                    s.inputs().stream()
                        .map(x -> (x.dtype().isFloat() ? x.to(DType.F32) : x).to(watched))
                        .toArray(io.cotangent.Tensor[]::new));
      }
    }
    return found;
  }

  private static String nameOf(Class<?> c) {
    Class<?> outer = c.getEnclosingClass();
    return outer == null ? c.getSimpleName() : outer.getSimpleName() + "." + c.getSimpleName();
  }

  private void structured() {
    Set<String> jvm = kernels(Backends.get("jvm"));
    Set<String> nd4j = kernels(Backends.get("nd4j"));
    page.append(
        """
        ## Structured operations and composites

        A composite is defined by other operations: *kernel* says which backends compute it at once; elsewhere, and where gradients flow through it, its definition runs.

        | operation | meaning, shapes and gradient | kernel |
        |---|---|---|
        """);
    try (Stream<Path> files = Files.list(root.resolve(OP))) {
      for (Path f : files.sorted().toList()) {
        for (Declared d : read(root.relativize(f).toString())) {
          if (d.tree instanceof ClassTree c && isOperation(c)) {
            String outer = f.getFileName().toString().replace(".java", "");
            String name = d.name.equals(outer) ? outer : outer + "." + d.name;
            boolean composite = !c.getImplementsClause().toString().matches("(Op|View)");
            List<String> by = new ArrayList<>();
            if (jvm.contains(name)) {
              by.add("jvm");
            }
            if (nd4j.contains(name)) {
              by.add("nd4j");
            }
            line(
                name,
                d.doc.isEmpty() ? "see `" + outer + "`" : d.doc,
                composite ? (by.isEmpty() ? "–" : String.join(", ", by)) : "all");
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
        && kinds.matches(".*\\b(Op|View|Composite|Composite\\.WithVjp|WithVjp|InPlace)\\b.*")
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
    files.put("Tensor", "api/src/main/java/io/cotangent/Tensor.java");
    for (String c :
        List.of(
            "Convolution",
            "Pooling",
            "Normalization",
            "Resampling",
            "Lookup",
            "Attention",
            "Recurrence",
            "Matrices",
            "Einsum")) {
      files.put("op." + c, OP + c + ".java");
    }
    for (String c : List.of("Losses", "CrossEntropy", "Ctc")) {
      files.put("loss." + c, "models/src/main/java/io/cotangent/loss/" + c + ".java");
    }
    files.forEach(
        (name, file) -> {
          page.append("### ").append(name).append("\n\n| function | |\n|---|---|\n");
          for (Declared d : read(file)) {
            if (d.tree instanceof MethodTree m
                && m.getModifiers().getFlags().contains(Modifier.PUBLIC)
                && !d.doc.isEmpty()
                && m.getReturnType() != null) {
              line(code(signature(d, m)), d.doc);
            }
          }
          page.append('\n');
        });
  }

  private static String signature(Declared d, MethodTree m) {
    return m.getName()
        + m.getParameters().stream()
            .map(p -> d.text(p).replace("@Nullable ", ""))
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
