package io.shapegate.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.SchemaRepository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/policy.schema.json says what the code does, in both directions. */
final class PolicySchemaTest {
  private static final int RUNS = 3_000;

  /** Why the readers refuse what the schema takes: the rules that no schema can say. */
  private static final Pattern BEYOND_THE_SCHEMA =
      Pattern.compile("this policy answers version 1 only|version must be a whole number"
          + "|ttl_seconds must be a whole number"
          + "|a name is longer than 63 bytes|a column is listed twice"
          + "|params must be texts, numbered 1 to \\d+ without a gap"
          + "|where is blank; leave it out for all rows|.* holds half of a surrogate pair");

  static Stream<Arguments> documents() throws IOException {
    try (InputStream file = PolicySchemaTest.class.getResourceAsStream("policy-documents.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> Arguments.of((Object[]) line.split(" +", 3)))
              .toList()
              .stream();
    }
  }

  @ParameterizedTest(name = "{1} {0}: {2}")
  @MethodSource("documents")
  void schemaAndReaderJudgeADocumentAlike(String direction, String verdict, String json) {
    PolicySchema schema = PolicySchema.of(direction);
    JsonObject document = new JsonObject(json);
    assertEquals(!verdict.equals("invalid"), schema.accepts(document), "the schema's verdict");
    if (verdict.equals("valid")) {
      schema.read(document);
    } else {
      ContractException refused =
          assertThrows(ContractException.class, () -> schema.read(document));
      assertEquals(
          verdict.equals("beyond"),
          BEYOND_THE_SCHEMA.matcher(refused.getMessage()).matches() && schema.accepts(document),
          refused.getMessage());
    }
  }

  @Test
  void whateverTheCodeWritesIsValid() {
    RandomContract contract = new RandomContract(seed());
    for (int run = 0; run < RUNS; run++) {
      PolicyRequest request = contract.request();
      JsonObject asked = overTheBus(request.toJson());
      assertTrue(PolicySchema.REQUEST.accepts(asked), asked::encode);
      assertEquals(request, PolicySchema.REQUEST.read(asked));
      assertFalse(PolicySchema.REPLY.accepts(asked), asked::encode);
      Decision decision = contract.decision();
      JsonObject answered = overTheBus(decision.toJson());
      assertTrue(PolicySchema.REPLY.accepts(answered), answered::encode);
      assertEquals(decision, PolicySchema.REPLY.read(answered));
      assertFalse(PolicySchema.REQUEST.accepts(answered), answered::encode);
    }
  }

  @Test
  void schemaAndReaderJudgeWhatWasTamperedWithAlike() {
    long seed = seed();
    RandomContract contract = new RandomContract(seed);
    Tampering tampering = new Tampering(new Random(seed));
    for (int run = 0; run < RUNS; run++) {
      assertJudgedAlike(PolicySchema.REQUEST, tampering.with(contract.request().toJson()));
      assertJudgedAlike(PolicySchema.REPLY, tampering.with(contract.decision().toJson()));
    }
  }

  @Test
  void limitsAreTheSame() {
    JsonObject deny = new JsonObject().put("decision", "deny").put("code", "a").put("reason", "b");
    assertLimit("rules", deny, count -> new JsonArray(Collections.nCopies(count, "a")), 100);
    assertLimit("rules", deny, count -> new JsonArray().add("a".repeat(count)), 100);
    assertLimit("reason", deny, "a"::repeat, 500);
    assertLimit("code", deny, "a"::repeat, 64);
  }

  private static void assertLimit(
      String key, JsonObject reply, IntFunction<Object> value, int limit) {
    JsonObject largest = reply.copy().put(key, value.apply(limit));
    assertTrue(PolicySchema.REPLY.accepts(largest), key);
    PolicySchema.REPLY.read(largest);
    JsonObject larger = reply.copy().put(key, value.apply(limit + 1));
    assertFalse(PolicySchema.REPLY.accepts(larger), key);
    assertThrows(ContractException.class, () -> PolicySchema.REPLY.read(larger));
  }

  @Test
  void theSchemaIsOneAndEveryPartOfItIsDescribed() throws Exception {
    JsonObject schema = PolicySchema.document();
    Vertx vertx = Vertx.vertx();
    try {
      SchemaRepository repository = SchemaRepository.create(
              new JsonSchemaOptions().setBaseUri("https://schema.test").setDraft(Draft.DRAFT202012))
          .preloadMetaSchema(vertx.fileSystem());
      assertTrue(repository
          .validator(Draft.DRAFT202012.getIdentifier())
          .validate(schema)
          .getValid());
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
    JsonObject definitions = schema.getJsonObject("$defs");
    for (String name : definitions.fieldNames()) {
      JsonObject definition = definitions.getJsonObject(name);
      assertDescribed(name, definition);
      JsonObject properties = definition.getJsonObject("properties", new JsonObject());
      assertEquals(!properties.isEmpty(), definition.containsKey("additionalProperties"), name);
      for (String property : properties.fieldNames()) {
        JsonObject described = properties.getJsonObject(property);
        if (!List.of("rules", "explanation", "subject").contains(property)) {
          assertDescribed(name + "." + property, described);
        }
      }
    }
  }

  private static void assertDescribed(String name, JsonObject part) {
    assertTrue(part.getString("description", "").length() > 10, name);
  }

  private static void assertJudgedAlike(PolicySchema schema, JsonObject document) {
    boolean valid = schema.accepts(document);
    try {
      schema.read(document);
      assertTrue(valid, () -> "read against the schema: " + document.encode());
    } catch (ContractException e) {
      assertTrue(
          !valid || BEYOND_THE_SCHEMA.matcher(e.getMessage()).matches(),
          () -> "refused against the schema: " + e.getMessage() + " " + document.encode());
    }
  }

  private static JsonObject overTheBus(JsonObject json) {
    return new JsonObject(json.toBuffer());
  }

  private static long seed() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed + " (-Dseed= repeats it)");
    return seed;
  }

  /** Changes one thing somewhere in a document. */
  private record Tampering(Random random) {
    private static final List<Object> VALUES = List.of(
        "",
        "x",
        " ",
        "X",
        "a b",
        "1",
        0,
        1,
        -1,
        1.5,
        true,
        false,
        new JsonObject(),
        new JsonArray(),
        new JsonObject().put("1", "x"),
        new JsonObject().put("x", 1),
        new JsonArray().add("a"),
        new JsonArray().add(1),
        "allow",
        "deny",
        "full",
        "a,b",
        "a,a",
        "\"a\"",
        "\"",
        "a\0",
        "a\n",
        "a = $1",
        "x".repeat(101),
        "x".repeat(501));
    private static final List<String> KEYS = List.of(
        "id",
        "table",
        "where",
        "params",
        "columns",
        "shape",
        "1",
        "2",
        "x",
        "explain",
        "reason",
        "code",
        "rules",
        "subsets",
        "namespace");

    JsonObject with(JsonObject whole) {
      JsonObject changed = whole.copy();
      change(changed);
      return overTheBus(changed);
    }

    private void change(JsonObject object) {
      List<String> keys = List.copyOf(object.fieldNames());
      String key = keys.isEmpty() || random.nextInt(8) == 0 ? any(KEYS) : any(keys);
      if (object.getValue(key) instanceof JsonObject inner && random.nextInt(3) > 0) {
        change(inner);
      } else if (random.nextInt(4) == 0) {
        object.remove(key);
      } else if (random.nextInt(5) == 0) {
        object.putNull(key);
      } else {
        object.put(key, any(VALUES));
      }
    }

    private <T> T any(List<T> values) {
      return values.get(random.nextInt(values.size()));
    }
  }
}
