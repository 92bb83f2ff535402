package io.shapegate.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A copy of {@code examples/custom-policy}, built by a Maven of its own the way its README says. What {@code mvn install}
 * would put into the user's local repository goes into a fresh one, which takes everything else from the user's.
 */
final class ExampleProject {
  private static final Path EXAMPLE = Path.of("..", "examples", "custom-policy");
  private static final Path WORK = Path.of("target", "custom-policy").toAbsolutePath();
  private static final Path REPOSITORY = WORK.resolve("repository");
  private static final Path PROJECT = WORK.resolve("project");
  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final long BUILD_MINUTES = 5;

  private ExampleProject() {}

  /** Builds it with its own tests; the jar that {@code java -jar} takes. */
  static Path build() throws IOException, InterruptedException {
    copyProject();
    install("shapegate", "pom", Path.of("..", "pom.xml"));
    for (String module : List.of("contract", "launcher")) {
      install(module, "pom", Path.of("..", module, "pom.xml"));
      install(module, "jar", Path.of("..", module, "target", module + ".jar"));
    }
    runMaven();
    return PROJECT.resolve("target").resolve("office-hours.jar");
  }

  private static void copyProject() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path name = EXAMPLE.relativize(file);
        if (!name.startsWith("target")) {
          copy(file, PROJECT.resolve(name));
        }
      }
    }
  }

  private static void install(String artifact, String type, Path file) throws IOException {
    Path folder = REPOSITORY.resolve(Path.of("io", "shapegate", artifact, VERSION));
    copy(file, folder.resolve(artifact + "-" + VERSION + "." + type));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.deleteIfExists(to);
    Files.copy(from, to);
  }

  private static void runMaven() throws IOException, InterruptedException {
    Path settings = Files.writeString(WORK.resolve("settings.xml"), settings());
    Path log = WORK.resolve("build.log");
    Process build = new ProcessBuilder(
            maven(),
            "--batch-mode",
            "--no-transfer-progress",
            "--settings",
            settings.toString(),
            "-Dmaven.repo.local=" + REPOSITORY,
            "package")
        .directory(PROJECT.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
    if (!build.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
      build.destroyForcibly();
      throw new AssertionError("the example's build takes too long, see " + log);
    }
    if (build.exitValue() != 0) {
      throw new AssertionError("the example does not build:\n" + Files.readString(log));
    }
  }

  private static String maven() {
    Path bundled = Path.of(System.getProperty("maven.home", ""), "bin", "mvn");
    return Files.isExecutable(bundled) ? bundled.toString() : "mvn";
  }

  /** What the user's local repository does not have comes from Maven Central. */
  private static String settings() {
    Path local = Path.of(System.getProperty(
        "maven.local",
        Path.of(System.getProperty("user.home"), ".m2", "repository").toString()));
    return """
        <settings>
          <profiles>
            <profile>
              <id>local</id>
              <repositories>%s</repositories>
              <pluginRepositories>%s</pluginRepositories>
            </profile>
          </profiles>
          <activeProfiles><activeProfile>local</activeProfile></activeProfiles>
        </settings>
        """.formatted(repository("repository", local), repository("pluginRepository", local));
  }

  private static String repository(String element, Path local) {
    return """
        <%1$s>
          <id>local</id>
          <url>%2$s</url>
          <releases><checksumPolicy>ignore</checksumPolicy></releases>
          <snapshots><enabled>false</enabled></snapshots>
        </%1$s>
        """.formatted(element, local.toUri());
  }
}
