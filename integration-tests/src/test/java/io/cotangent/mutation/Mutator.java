package io.cotangent.mutation;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * All mutants of a source file: operators and comparisons exchanged, bounds moved by one,
 * conditions negated, constants changed, signs, guards, calls and exceptions left out, branches and
 * opposite functions exchanged.
 */
final class Mutator {
  private static final Map<String, List<String>> OPERATORS =
      Map.ofEntries(
          Map.entry("+", List.of("-")),
          Map.entry("-", List.of("+")),
          Map.entry("*", List.of("/")),
          Map.entry("/", List.of("*")),
          Map.entry("%", List.of("*")),
          Map.entry("<", List.of("<=", ">=")),
          Map.entry("<=", List.of("<", ">")),
          Map.entry(">", List.of(">=", "<=")),
          Map.entry(">=", List.of(">", "<")),
          Map.entry("==", List.of("!=")),
          Map.entry("!=", List.of("==")),
          Map.entry("&&", List.of("||")),
          Map.entry("||", List.of("&&")),
          Map.entry("<<", List.of(">>")),
          Map.entry(">>>", List.of("<<")),
          Map.entry(">>", List.of("<<")));

  /** Functions that are easily taken for each other. */
  private static final Map<String, String> OPPOSITES =
      Map.ofEntries(
          Map.entry("plus", "minus"),
          Map.entry("minus", "plus"),
          Map.entry("times", "div"),
          Map.entry("div", "times"),
          Map.entry("max", "min"),
          Map.entry("min", "max"),
          Map.entry("lt", "le"),
          Map.entry("le", "lt"),
          Map.entry("gt", "ge"),
          Map.entry("ge", "gt"),
          Map.entry("eq", "ne"),
          Map.entry("ne", "eq"),
          Map.entry("sin", "cos"),
          Map.entry("cos", "sin"),
          Map.entry("floor", "ceil"),
          Map.entry("ceil", "floor"),
          Map.entry("zerosLike", "onesLike"),
          Map.entry("onesLike", "zerosLike"),
          Map.entry("add", "sub"),
          Map.entry("sub", "add"),
          Map.entry("mul", "div"),
          Map.entry("logSoftmax", "softmax"),
          Map.entry("softmax", "logSoftmax"));

  /** Calls without arguments that are left out. */
  private static final Set<String> DROPPED =
      Set.of("neg", "abs", "square", "sqrt", "sign", "reciprocal", "exp", "log", "detach", "not");

  /** Methods that only name or describe. */
  private static final Set<String> DESCRIBING =
      Set.of("toString", "hashCode", "label", "description", "name");

  private final Path file;
  private final List<Mutant> mutants = new ArrayList<>();

  private Mutator(Path file) {
    this.file = file;
  }

  /** The mutants of a file, in order. */
  static List<Mutant> of(Path file) throws IOException {
    return new Mutator(file).scan();
  }

  private List<Mutant> scan() throws IOException {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(null, files, d -> {}, null, null, files.getJavaFileObjects(file));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        String source = unit.getSourceFile().getCharContent(true).toString();
        new Sites(unit, positions, source).scan(unit, null);
      }
    }
    return mutants;
  }

  private final class Sites extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final String source;

    Sites(CompilationUnitTree unit, SourcePositions positions, String source) {
      this.unit = unit;
      this.positions = positions;
      this.source = source;
    }

    private int start(Tree t) {
      return (int) positions.getStartPosition(unit, t);
    }

    private int end(Tree t) {
      return (int) positions.getEndPosition(unit, t);
    }

    private String text(Tree t) {
      return source.substring(start(t), end(t));
    }

    private void add(int from, int to, String text, String what) {
      int line = (int) unit.getLineMap().getLineNumber(from);
      mutants.add(new Mutant(file, from, to, text, line, what, source.substring(from, to)));
    }

    private void replace(Tree t, String text, String what) {
      add(start(t), end(t), text, what);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree t, @Nullable Void unused) {
      return DESCRIBING.contains(t.getName().toString()) ? null : super.visitMethod(t, unused);
    }

    @Override
    public @Nullable Void visitBinary(BinaryTree t, @Nullable Void unused) {
      int from = end(t.getLeftOperand());
      int to = start(t.getRightOperand());
      String operator = source.substring(from, to).strip();
      boolean words = text(t).contains("\"");
      for (String other : words ? List.<String>of() : OPERATORS.getOrDefault(operator, List.of())) {
        String around = text(t.getLeftOperand()) + " " + other + " " + text(t.getRightOperand());
        add(start(t), end(t), around, "operator " + operator + " to " + other);
      }
      return super.visitBinary(t, unused);
    }

    @Override
    public @Nullable Void visitCompoundAssignment(CompoundAssignmentTree t, @Nullable Void unused) {
      String text = text(t);
      if (text.contains("+=")) {
        replace(t, text.replace("+=", "-="), "sign");
      } else if (text.contains("-=")) {
        replace(t, text.replace("-=", "+="), "sign");
      } else if (text.contains("*=")) {
        replace(t, text.replace("*=", "/="), "operator *= to /=");
      }
      return super.visitCompoundAssignment(t, unused);
    }

    @Override
    public @Nullable Void visitIf(IfTree t, @Nullable Void unused) {
      String condition = text(t.getCondition());
      replace(t.getCondition(), "(!" + condition + ")", "negated condition");
      replace(t.getCondition(), "(false && " + condition + ")", "guard left out");
      return super.visitIf(t, unused);
    }

    @Override
    public @Nullable Void visitConditionalExpression(
        ConditionalExpressionTree t, @Nullable Void unused) {
      String swapped =
          text(t.getCondition())
              + " ? "
              + text(t.getFalseExpression())
              + " : "
              + text(t.getTrueExpression());
      replace(t, swapped, "branches exchanged");
      return super.visitConditionalExpression(t, unused);
    }

    @Override
    public @Nullable Void visitUnary(UnaryTree t, @Nullable Void unused) {
      if (t.getKind() == Tree.Kind.UNARY_MINUS || t.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
        replace(t, text(t.getExpression()), "sign or negation left out");
      }
      return super.visitUnary(t, unused);
    }

    @Override
    public @Nullable Void visitLiteral(LiteralTree t, @Nullable Void unused) {
      Object v = t.getValue();
      if (v instanceof Integer n && text(t).matches("\\d+")) {
        replace(t, Integer.toString(n == 1 ? 0 : n + 1), "constant");
      } else if (v instanceof Boolean b) {
        replace(t, Boolean.toString(!b), "constant");
      } else if (v instanceof Double d && d < 1e6) {
        replace(t, "(" + text(t) + " + 1)", "constant");
      } else if (v instanceof Float f && f < 1e6) {
        replace(t, "(" + text(t) + " + 1)", "constant");
      }
      return super.visitLiteral(t, unused);
    }

    @Override
    public @Nullable Void visitThrow(ThrowTree t, @Nullable Void unused) {
      replace(t, ";", "exception left out");
      return null; // what it says is not mutated
    }

    @Override
    public @Nullable Void visitExpressionStatement(
        ExpressionStatementTree t, @Nullable Void unused) {
      ExpressionTree e = t.getExpression();
      if (e instanceof MethodInvocationTree && !text(e).matches("(?s)(super|this)\\(.*")) {
        replace(t, ";", "call left out");
      }
      return super.visitExpressionStatement(t, unused);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree t, @Nullable Void unused) {
      if (t.getMethodSelect() instanceof MemberSelectTree m) {
        String name = m.getIdentifier().toString();
        String opposite = OPPOSITES.get(name);
        if (opposite != null) {
          int from = end(m) - name.length();
          add(from, from + name.length(), opposite, "function");
        }
        if (DROPPED.contains(name) && t.getArguments().isEmpty()) {
          replace(t, text(m.getExpression()), "call left out");
        } else if (name.equals("flip") || name.equals("abs") || name.equals("sqrt")) {
          Tree kept = name.equals("flip") ? m.getExpression() : t.getArguments().get(0);
          replace(t, text(kept), "call left out");
        }
      }
      return super.visitMethodInvocation(t, unused);
    }
  }
}
