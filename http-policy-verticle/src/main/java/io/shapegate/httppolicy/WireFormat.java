package io.shapegate.httppolicy;

import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** How questions and decisions are wrapped. */
enum WireFormat {
  /**
   * The data API of Open Policy Agent: {@code {"input": …}} and {@code {"result": …}}, without a result where the document
   * is undefined. Other keys of its answers ({@code decision_id}, {@code metrics}, …) mean nothing here.
   */
  OPA {
    @Override
    JsonObject question(JsonObject request) {
      return new JsonObject().put("input", request);
    }

    @Override
    Optional<JsonObject> decision(JsonObject answer) {
      if (!answer.containsKey("result")) {
        return Optional.empty();
      }
      if (answer.getValue("result") instanceof JsonObject result) {
        return Optional.of(result);
      }
      throw new UndecidedException("the result is not an object; true and false are no decisions");
    }
  },

  /** The request and the decision themselves. */
  PLAIN {
    @Override
    JsonObject question(JsonObject request) {
      return request;
    }

    @Override
    Optional<JsonObject> decision(JsonObject answer) {
      return Optional.of(answer);
    }
  };

  abstract JsonObject question(JsonObject request);

  /** Empty where the answer says that there is no decision. */
  abstract Optional<JsonObject> decision(JsonObject answer);

  static WireFormat from(Settings settings, String name) {
    return switch (settings.text(name, "opa")) {
      case "opa" -> OPA;
      case "plain" -> PLAIN;
      default -> throw new SettingException(name, "is neither opa nor plain");
    };
  }
}
