package io.shapegate.contract;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** One direction of docs/policy.schema.json beside the code that reads it. */
final class PolicySchema {
  private static final Path FILE = Path.of("..", "docs", "policy.schema.json");
  static final PolicySchema REQUEST = new PolicySchema("request", PolicyRequest::fromJson);
  static final PolicySchema REPLY = new PolicySchema("reply", Decision::fromJson);

  private final Validator validator;
  private final Function<JsonObject, Object> reader;

  private PolicySchema(String definition, Function<JsonObject, Object> reader) {
    JsonObject schema = document().put("$ref", "#/$defs/" + definition);
    schema.remove("oneOf");
    this.reader = reader;
    this.validator = Validator.create(
        JsonSchema.of(schema),
        new JsonSchemaOptions().setBaseUri("https://schema.test").setDraft(Draft.DRAFT202012));
  }

  static PolicySchema of(String direction) {
    return direction.equals("request") ? REQUEST : REPLY;
  }

  /** What the code makes of a document; a {@link ContractException} where it refuses it. */
  Object read(JsonObject json) {
    return reader.apply(json);
  }

  boolean accepts(JsonObject json) {
    return Boolean.TRUE.equals(validator.validate(json).getValid());
  }

  static JsonObject document() {
    try {
      return new JsonObject(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
