package io.cotangent.page;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The declarations of source files, with their Javadoc. */
final class Sources {
  private final Path root;

  Sources(Path root) {
    this.root = root;
  }

  /** One declaration of a source file: its name, its Javadoc, and itself. */
  record Declared(String name, String doc, Tree tree, Function<Tree, String> source) {
    /** A part of the declaration as it is written. */
    String text(Tree part) {
      return source.apply(part).replaceAll("\\s+", " ");
    }
  }

  /** All classes, methods and variables of a file, in order. */
  List<Declared> read(String file) {
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
}
