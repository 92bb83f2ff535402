package io.shapegate.launcher;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of this process: the YAML file that {@code CONFIG_FILE} names, where there is one, and over it the
 * environment. Names are the same in both.
 */
final class ProcessConfig {
  private static final String FILE = "CONFIG_FILE";

  private ProcessConfig() {}

  static Future<Settings> load(Vertx vertx) {
    return load(vertx, System.getenv());
  }

  static Future<Settings> load(Vertx vertx, Map<String, String> environment) {
    return Future.future(promise -> new Settings(environment)
        .file(FILE)
        .map(file -> yaml(vertx, file.toString()))
        .orElseGet(() -> Future.succeededFuture(Map.of()))
        .map(file -> new Settings(environment).withDefaults(file))
        .onComplete(promise));
  }

  private static Future<Map<String, String>> yaml(Vertx vertx, String path) {
    ConfigStoreOptions store = new ConfigStoreOptions()
        .setType("file")
        .setFormat("yaml")
        .setConfig(new JsonObject().put("path", path));
    ConfigRetriever retriever = ConfigRetriever.create(
        vertx, new ConfigRetrieverOptions().addStore(store).setScanPeriod(-1));
    return retriever
        .getConfig()
        .recover(failure -> Future.failedFuture(
            new SettingException(FILE, path + " is not YAML of names and values")))
        .map(ProcessConfig::flat);
  }

  private static Map<String, String> flat(JsonObject yaml) {
    Map<String, String> values = new HashMap<>();
    for (String name : yaml.fieldNames()) {
      Object value = yaml.getValue(name);
      if (value != null) {
        values.put(name, single(name, value));
      }
    }
    return values;
  }

  /** Numbers and dates that YAML would write anew, such as 1.10, have to be in quotes. */
  private static String single(String name, Object value) {
    if (value instanceof String || value instanceof Boolean || value instanceof Integer) {
      return value.toString();
    }
    throw new SettingException(
        FILE, name + " must be a single value; put it in quotes unless it is a small number");
  }
}
