package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The demo page of a local stack: that it is served, and, in Chromium, what {@code clients/demo/e2e} does with it. */
class DemoPageIT {
  private static final Path FOLDER = Path.of("..", "clients", "demo");
  private static final Path OUTPUT = Path.of("target", "demo-page.log").toAbsolutePath();
  private static LocalStackProcess stack;

  @BeforeAll
  static void start() throws Exception {
    stack = LocalStackProcess.start(Map.of()).awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    stack.close();
  }

  @Test
  void theLocalStackServesAndNamesThePage() throws Exception {
    HttpResponse<String> page = Http.get(stack.url("/"), "");

    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("<title>Shapegate"), page.body());
    assertTrue(
        page.headers()
            .firstValue("content-security-policy")
            .orElseThrow()
            .startsWith("default-src 'none'; script-src 'self';"),
        page.headers().toString());
    assertTrue(stack.log().contains("http://localhost:" + stack.port() + "/\n"), stack.log());
  }

  @Test
  void withoutSampleUsersThereIsNoPage() throws Exception {
    try (LocalStackProcess other = LocalStackProcess.start(Map.of(
            "IDENTITY_SECRET",
            "of-another-sign-in-4c1b7e93a2d8f650",
            "IDENTITY_AUDIENCE",
            "somebody"))
        .awaitReady()) {
      assertEquals(404, Http.get(other.url("/"), "").statusCode());
      assertEquals(404, Http.get(other.url("/demo/samples"), "").statusCode());
    }
  }

  @Test
  void runsAsAProcessOfItsOwnOutsideOfTheCluster() throws Exception {
    Map<String, String> settings = Map.of(
        "IDENTITY_SECRET",
        "of-another-sign-in-4c1b7e93a2d8f650",
        "IDENTITY_AUDIENCE",
        "somebody",
        "DATABASE_URL",
        stack.atItsPorts("postgresql://shapegate_demo:local@127.0.0.1:54321/postgres"));
    try (Node demo = Node.start("demo", "demo", settings).awaitReady()) {
      assertEquals(200, Http.get(demo.url("/"), "").statusCode());
      demo.awaitLog("never run it where real users are");
      assertFalse(demo.log().contains("cluster"), demo.log());
      assertEquals(143, demo.terminate());
    }
  }

  @Test
  void aMissingSettingEndsItsStartWithOneLine() throws Exception {
    try (Node demo = Node.start("demo", "demo", Map.of("IDENTITY_AUDIENCE", "somebody"))) {
      assertEquals(2, demo.awaitEnd());
      assertEquals(1, demo.log().lines().count(), demo.log());
      assertTrue(demo.log().contains("IDENTITY_SECRET"), demo.log());
    }
  }

  @Test
  @Tag("slow")
  void itsCodeIsTypedAndLinted() throws Exception {
    requireTools(false);

    run(Map.of(), 2, "npm", "run", "--silent", "check");
  }

  @Test
  @Tag("slow")
  void doesInABrowserWhatItsTestsSay() throws Exception {
    requireTools(true);

    run(Map.of("STACK", stack.url("")), 5, "npx", "playwright", "test");
  }

  /** Skips the test where something is missing, unless {@code CI=true} says that it must be there. */
  private static void requireTools(boolean browser) throws Exception {
    require(hasNode(), "Node 20.19 or newer and npm on the path");
    require(!browser || Chromium.isThere(), "Chromium at " + Chromium.PROGRAM);
    require(isPageBuilt(), "the demo page to be built, which took npm");
    if (!Files.isDirectory(FOLDER.resolve("node_modules/@playwright/test"))) {
      run(Map.of(), 3, "npm", "ci", "--loglevel=error");
    }
  }

  private static void require(boolean present, String what) {
    if (!present && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("CI needs " + what);
    }
    Assumptions.assumeTrue(present, "SKIPPED: needs " + what);
  }

  private static boolean isPageBuilt() throws Exception {
    return Http.get(stack.url("/"), "").body().contains("/assets/");
  }

  private static boolean hasNode() throws InterruptedException {
    String check = "const [a, b] = process.versions.node.split('.').map(Number);"
        + " process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)";
    try {
      return exit(Map.of(), 1, "node", "-e", check) == 0
          && exit(Map.of(), 1, "npm", "--version") == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** What it prints goes to the log of the build. */
  private static void run(Map<String, String> settings, int minutes, String... command)
      throws IOException, InterruptedException {
    int status = exit(settings, minutes, command);
    System.out.println(Files.readString(OUTPUT));
    assertEquals(0, status, String.join(" ", command));
  }

  private static int exit(Map<String, String> settings, int minutes, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command)).directory(FOLDER.toFile()).redirectErrorStream(true);
    builder.environment().putAll(settings);
    Process process = builder.redirectOutput(OUTPUT.toFile()).start();
    if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError(String.join(" ", command) + " takes too long");
    }
    return process.exitValue();
  }
}
