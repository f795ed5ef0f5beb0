package io.cotangent.kit;

import io.cotangent.op.Op;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The classes of {@code io.cotangent.op}, read from where they were loaded: a folder or a jar. */
final class OperationClasses {
  private OperationClasses() {}

  /** All classes of the package, nested ones too, in alphabetic order. */
  static List<Class<?>> all() {
    URL op = Objects.requireNonNull(Op.class.getResource("Op.class"));
    try {
      URI at = op.toURI();
      if (!at.getScheme().equals("jar")) {
        return in(Path.of(at).resolveSibling(""));
      }
      String jar = at.toString().substring("jar:".length(), at.toString().indexOf('!'));
      try (FileSystem files = FileSystems.newFileSystem(Path.of(URI.create(jar)))) {
        return in(files.getPath("/" + Op.class.getPackageName().replace('.', '/')));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("operations are not in a folder or jar: " + op, e);
    }
  }

  private static List<Class<?>> in(Path folder) throws IOException {
    List<Class<?>> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path f : files.sorted().toList()) {
        String name = f.getFileName().toString();
        if (name.endsWith(".class") && !name.equals("package-info.class")) {
          String simple = name.substring(0, name.length() - ".class".length());
          all.add(
              Class.forName(
                  Op.class.getPackageName() + "." + simple, false, Op.class.getClassLoader()));
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a class file without its class in " + folder, e);
    }
    return all;
  }
}
