package io.shapegate.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the page by their paths: those that the build of {@code clients/demo} left here, or, where there was nothing
 * to build it with, one that says what to install. Loading them blocks.
 */
record DemoPage(Map<String, Asset> files) {
  private static final String INDEX = "index.html";
  private static final String FOLDER = "page/";
  private static final String LIST = FOLDER + "files.json";

  static DemoPage load() {
    return isBuilt() ? built() : missing();
  }

  /** What is there where the page could not be built. */
  static DemoPage missing() {
    return new DemoPage(Map.of("/", asset("no-page.html", "")));
  }

  /** What the pickers offer. */
  static JsonObject samples() {
    return new JsonObject(new String(bytes("samples.json"), StandardCharsets.UTF_8));
  }

  Optional<Asset> find(String path) {
    return Optional.ofNullable(files.get(path));
  }

  private static boolean isBuilt() {
    return DemoPage.class.getResource(LIST) != null;
  }

  private static DemoPage built() {
    Map<String, Asset> files = new HashMap<>();
    files.put("/", asset(INDEX, FOLDER));
    new JsonArray(new String(bytes(LIST), StandardCharsets.UTF_8))
        .stream()
            .map(String.class::cast)
            .filter(name -> name.startsWith("assets/"))
            .forEach(name -> files.put("/" + name, asset(name, FOLDER)));
    return new DemoPage(Map.copyOf(files));
  }

  private static Asset asset(String name, String folder) {
    return Asset.of(name, bytes(folder + name));
  }

  private static byte[] bytes(String name) {
    try (InputStream in = DemoPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is not packaged");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
