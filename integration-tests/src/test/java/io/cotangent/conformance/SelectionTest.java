package io.cotangent.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cotangent.suite.Fork;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which backend a program gets from what is on its class path, each in a JVM of its own. */
class SelectionTest {
  private static final String SERVICE = "META-INF/services/io.cotangent.spi.BackendProvider";
  private static final List<String> ENTRIES =
      List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));
  private static final Predicate<String> API = e -> e.contains("cotangent-api") || at(e, "api");
  private static final Predicate<String> JVM =
      e -> e.contains("cotangent-backend-jvm") || at(e, "backend-jvm");
  private static final Predicate<String> ND4J =
      e -> e.contains("cotangent-backend-nd4j") || at(e, "backend-nd4j");
  private static final Predicate<String> NATIVE =
      e -> e.matches(".*nd4j-native-1[^/\\\\]*-(linux|macosx|windows)[^/\\\\]*");
  private static final Predicate<String> TESTS = e -> e.endsWith("test-classes");
  private static final Predicate<String> LIBRARIES = e -> !e.contains("cotangent-") && !at(e, "");

  @TempDir Path dir;

  /** Whether an entry is the classes of a module of this build. */
  private static boolean at(String entry, String module) {
    return entry.endsWith(File.separator + "classes")
        && entry.contains(module + File.separator + "target");
  }

  @SafeVarargs
  private static List<String> entries(Predicate<String>... wanted) {
    List<String> r = new ArrayList<>();
    for (String e : ENTRIES) {
      if (Stream.of(wanted).anyMatch(w -> w.test(e))) {
        r.add(e);
      }
    }
    return r;
  }

  private static Predicate<String> everythingBut(Predicate<String> unwanted) {
    return LIBRARIES.and(unwanted.negate());
  }

  private Fork.Result run(List<String> classPath, List<String> flags, String... args) {
    return Fork.run(
        dir,
        flags,
        String.join(File.pathSeparator, classPath),
        "io.cotangent.conformance.Chosen",
        args);
  }

  private String chosen(List<String> classPath, List<String> flags, String... args) {
    Fork.Result r = run(classPath, flags, args);
    assertThat(r.status()).as("%s%s", r.out(), r.err()).isZero();
    return r.out().trim();
  }

  /** A class path entry that declares providers of this module's tests. */
  private String declaring(String... providers) {
    try {
      Path entry = Files.createTempDirectory(dir, "service");
      Path file = entry.resolve(SERVICE);
      Files.createDirectories(file.getParent());
      Files.writeString(file, String.join("\n", providers));
      return entry.toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String provider(String name) {
    return "io.cotangent.thirdparty.Providers$" + name;
  }

  private static List<String> plus(List<String> entries, String entry) {
    List<String> r = new ArrayList<>(entries);
    r.add(entry);
    return r;
  }

  @Test
  void theOnlyOneOnTheClassPathIsTaken() {
    assertThat(chosen(entries(API, JVM, TESTS, LIBRARIES), List.of()))
        .isEqualTo("jvm of [jvm] says 6.0");
    assertThat(chosen(entries(API, ND4J, TESTS, LIBRARIES), List.of()))
        .isEqualTo("nd4j of [nd4j] says 6.0");
  }

  @Test
  void ofBothTheHigherPriorityThePropertyOrTheProgramDecides() {
    List<String> both = entries(API, JVM, ND4J, TESTS, LIBRARIES);
    List<String> property = List.of("-Dcotangent.backend=nd4j");
    assertThat(chosen(both, List.of())).isEqualTo("jvm of [jvm, nd4j] says 6.0");
    assertThat(chosen(both, property)).isEqualTo("nd4j of [jvm, nd4j] says 6.0");
    assertThat(chosen(both, property, "jvm")).isEqualTo("jvm of [jvm, nd4j] says 6.0");
  }

  @Test
  void noneIsAnErrorThatNamesTheArtifacts() {
    Fork.Result r = run(entries(API, TESTS, LIBRARIES), List.of());
    assertThat(r.status()).isNotZero();
    assertThat(r.err())
        .contains(
            "BackendException: backend: none can run; add io.cotangent:cotangent-backend-jvm or io.cotangent:cotangent-backend-nd4j to the class path");
  }

  @Test
  void withoutItsNativeLibraryTheNextOneIsTaken() {
    List<String> bare = entries(API, ND4J, TESTS, everythingBut(NATIVE));
    assertThat(bare).hasSizeLessThan(entries(API, ND4J, TESTS, LIBRARIES).size());
    Fork.Result next = run(plus(bare, declaring(provider("Plain"))), List.of());
    assertThat(next.out()).contains("plain of [nd4j, plain] says 6.0");
    assertThat(next.err())
        .contains("backend nd4j cannot run, the next one is taken")
        .contains("add the artifact for this platform");
    Fork.Result none = run(bare, List.of());
    assertThat(none.status()).isNotZero();
    assertThat(none.err()).contains("backend: none can run (nd4j: ND4J's native library cannot");
  }

  @Test
  void aProviderThatThrowsIsLeftOut() {
    List<String> jvm = entries(API, JVM, TESTS, LIBRARIES);
    Fork.Result constructor = run(plus(jvm, declaring(provider("ThrowsInConstructor"))), List.of());
    assertThat(constructor.out()).contains("jvm of [jvm] says 6.0");
    assertThat(constructor.err())
        .contains("a backend provider cannot be loaded and is left out")
        .contains("ThrowsInConstructor");
    Fork.Result create = run(plus(jvm, declaring(provider("ThrowsInCreate"))), List.of());
    assertThat(create.out()).contains("jvm of [thrower, jvm] says 6.0");
    assertThat(create.err())
        .contains("backend thrower: its provider failed: java.lang.IllegalStateException: no such");
    Fork.Result missing = run(plus(jvm, declaring("com.example.Gone")), List.of());
    assertThat(missing.out()).contains("jvm of [jvm] says 6.0");
    assertThat(missing.err()).contains("com.example.Gone");
  }

  @Test
  void ofTwoOfOneNameTheHigherPriorityComesFirstAndALineSaysSo() {
    List<String> path =
        plus(entries(API, TESTS, LIBRARIES), declaring(provider("Plain"), provider("Namesake")));
    Fork.Result r = run(path, List.of());
    assertThat(r.out()).contains("plain of [plain] says 6.0");
    assertThat(r.err())
        .containsPattern(
            "two backends are named plain: .*Namesake \\(file:.*\\) comes before .*Plain \\(file:.*\\)");
  }

  @Test
  void anImpostorDoesNotHideTheBackendWhoseNameItHas() {
    List<String> path = plus(entries(API, JVM, TESTS, LIBRARIES), declaring(provider("Impostor")));
    assertThat(chosen(path, List.of())).isEqualTo("jvm of [jvm] says 6.0");
    Fork.Result byName = run(path, List.of("-Dcotangent.backend=jvm"));
    assertThat(byName.status()).isNotZero();
    assertThat(byName.err())
        .containsPattern(
            "BackendException: backend: 2 are named 'jvm': .*Impostor \\(file:.*\\), io.cotangent.jvm.JvmProvider \\(file:.*\\); take all but one off the class path, or choose by class name");
    assertThat(chosen(path, List.of("-Dcotangent.backend=io.cotangent.jvm.JvmProvider")))
        .isEqualTo("jvm of [jvm] says 6.0");
  }

  @Test
  void aProviderWithoutNameOrPriorityIsLeftOut() throws IOException {
    List<String> jvm = entries(API, JVM, TESTS, LIBRARIES);
    Path newer = dir.resolve("com/example/Newer.class");
    Files.createDirectories(newer.getParent());
    Files.write(newer, new byte[] {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 3, 0});
    String services =
        declaring(
            provider("ThrowsInName"),
            provider("ThrowsInPriority"),
            provider("Nameless"),
            "com.example.Newer");
    Fork.Result r = run(plus(plus(jvm, services), dir.toString()), List.of());
    assertThat(r.out()).as(r.err()).contains("jvm of [jvm] says 6.0");
    assertThat(r.err())
        .contains("Providers$ThrowsInName: java.lang.IllegalStateException: no such name")
        .contains("Providers$ThrowsInPriority: java.lang.NoSuchMethodError: no such priority")
        .contains("Providers$Nameless: ", "its name() is null")
        .contains("java.lang.UnsupportedClassVersionError: com/example/Newer");
  }

  @Test
  void anErrorInCreateIsFollowedByTheNextBackend() {
    List<String> jvm = entries(API, JVM, TESTS, LIBRARIES);
    Fork.Result r = run(plus(jvm, declaring(provider("ErrorInCreate"))), List.of());
    assertThat(r.out()).as(r.err()).contains("jvm of [erring, jvm] says 6.0");
    assertThat(r.err())
        .contains("backend erring: its provider failed: java.lang.AssertionError: no such device");
  }

  @Test
  void aWrongSettingIsAnErrorAndNotAnotherBackend() {
    List<String> both = plus(entries(API, JVM, TESTS, LIBRARIES), declaring(provider("Plain")));
    wrongSetting(
        both,
        "-Dcotangent.jvm.kernels=nonsense",
        "cotangent.jvm.kernels: 'nonsense' is none of auto, scalar, vector");
    wrongSetting(
        both, "-Dcotangent.threads=abc", "cotangent.threads: 'abc' is not a number from 1 to 1024");
    wrongSetting(
        both, "-Dcotangent.threads=100000", "cotangent.threads: 100000 must be from 1 to 1024");
  }

  private void wrongSetting(List<String> classPath, String flag, String message) {
    Fork.Result r = run(classPath, List.of(flag));
    assertThat(r.status()).as(r.out()).isNotZero();
    assertThat(r.err()).contains("ArgumentException: " + message);
  }

  @Test
  void inAShadedJarWithMergedServiceFilesAllAreFound() throws IOException {
    Path jar = dir.resolve("shaded.jar");
    Set<String> written = new LinkedHashSet<>();
    StringBuilder services = new StringBuilder();
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (String entry : entries(API, JVM, TESTS)) {
        merge(Path.of(entry), out, written, services);
      }
      services.append(provider("Plain")).append('\n');
      out.putNextEntry(new ZipEntry(SERVICE));
      out.write(services.toString().getBytes(StandardCharsets.UTF_8));
    }
    assertThat(chosen(plus(entries(LIBRARIES), jar.toString()), List.of()))
        .isEqualTo("jvm of [jvm, plain] says 6.0");
  }

  private static void merge(
      Path entry, JarOutputStream out, Set<String> written, StringBuilder services)
      throws IOException {
    if (Files.isDirectory(entry)) {
      try (Stream<Path> files = Files.walk(entry)) {
        for (Path f : files.filter(Files::isRegularFile).toList()) {
          String name = entry.relativize(f).toString().replace(File.separatorChar, '/');
          put(name, Files.readAllBytes(f), out, written, services);
        }
      }
      return;
    }
    try (JarFile jar = new JarFile(entry.toFile())) {
      for (var e : jar.stream().filter(e -> !e.isDirectory()).toList()) {
        put(e.getName(), jar.getInputStream(e).readAllBytes(), out, written, services);
      }
    }
  }

  private static void put(
      String name, byte[] bytes, JarOutputStream out, Set<String> written, StringBuilder services)
      throws IOException {
    if (name.equals(SERVICE)) {
      services.append(new String(bytes, StandardCharsets.UTF_8)).append('\n');
    } else if (!name.endsWith("module-info.class") && written.add(name)) {
      out.putNextEntry(new ZipEntry(name));
      out.write(bytes);
    }
  }

  @Test
  void onTheModulePathBothAreFound() {
    String jvm = String.join(File.pathSeparator, entries(API, JVM));
    List<String> rest = entries(TESTS, LIBRARIES);
    assertThat(
            chosen(
                rest,
                List.of("-p", jvm, "--add-modules", "io.cotangent.api,io.cotangent.backend.jvm")))
        .isEqualTo("jvm of [jvm] says 6.0");
    List<String> nd4j = entries(ND4J);
    assumeThat(nd4j.get(0))
        .as("an automatic module is a jar, which exists after package")
        .endsWith(".jar");
    String both = String.join(File.pathSeparator, entries(API, ND4J));
    assertThat(
            chosen(
                rest,
                List.of("-p", both, "--add-modules", "io.cotangent.api,io.cotangent.backend.nd4j")))
        .isEqualTo("nd4j of [nd4j] says 6.0");
  }
}
