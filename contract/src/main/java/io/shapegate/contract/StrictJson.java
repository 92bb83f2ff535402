package io.shapegate.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) that has one reading only: UTF-8, no key twice, no comments, nothing after the value, at most 16
 * levels deep.
 */
public final class StrictJson {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_NUMBER_LENGTH = 100;
  private static final int ESCAPE_LENGTH = 6;

  /**
   * Without a table of names that all readers share: whoever sends some hundred names of the same hash corrupts it, and from
   * then on good documents fail.
   */
  private static final JsonFactory FACTORY = new JsonFactoryBuilder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxNumberLength(MAX_NUMBER_LENGTH)
          .build())
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
      .build();

  private StrictJson() {}

  /** Reads an object; anything else is a {@link ContractException}. */
  public static JsonObject object(byte[] utf8) {
    try (JsonParser parser = FACTORY.createParser(checkEscapes(decode(utf8)))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new ContractException("not a JSON object");
      }
      JsonObject object = readObject(parser);
      if (parser.nextToken() != null) {
        throw new ContractException("something follows the JSON object");
      }
      return object;
    } catch (IOException e) {
      throw new ContractException(
          "not JSON, or not unambiguous: a key twice, or more than " + MAX_DEPTH + " levels");
    }
  }

  private static String decode(byte[] utf8) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
  }

  /** The parser sees no more than the low byte of a digit in an escape: to it, U+0161 is one more spelling of an a. */
  private static String checkEscapes(String text) {
    for (int i = text.indexOf('\\'); i >= 0; i = text.indexOf('\\', i + 2)) {
      int end = Math.min(i + ESCAPE_LENGTH, text.length());
      if (text.startsWith("u", i + 1) && text.substring(i, end).chars().anyMatch(c -> c > 0x7f)) {
        throw new ContractException("an escape in the JSON has a digit that is not hexadecimal");
      }
    }
    return text;
  }

  private static JsonObject readObject(JsonParser parser) throws IOException {
    JsonObject object = new JsonObject();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      object.put(key, readValue(parser));
    }
    return object;
  }

  private static JsonArray readArray(JsonParser parser) throws IOException {
    JsonArray array = new JsonArray();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(readValue(parser));
    }
    return array;
  }

  private static @Nullable Object readValue(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readArray(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new ContractException("not JSON");
    };
  }
}
