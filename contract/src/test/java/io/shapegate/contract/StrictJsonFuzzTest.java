package io.shapegate.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Timeout;

/** Any bytes as a JSON document. */
@Timeout(20)
final class StrictJsonFuzzTest {
  @FuzzTest
  void aDocumentHasOneReadingOrNone(byte[] bytes) throws IOException {
    JsonObject read;
    try {
      read = StrictJson.object(bytes);
    } catch (ContractException refused) {
      return;
    }
    hasNoKeyTwice(bytes);
    assertEquals(new JsonObject(Buffer.buffer(bytes)), read, "another parser's reading");
    String written = read.encode();
    if (UTF_8.newEncoder().canEncode(written) && !written.contains("Infinity")) {
      assertEquals(read, StrictJson.object(written.getBytes(UTF_8)), "written and read again");
    }
  }

  private static void hasNoKeyTwice(byte[] bytes) throws IOException {
    Deque<Set<String>> open = new ArrayDeque<>();
    try (JsonParser parser = new JsonFactory().createParser(bytes)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isStructStart()) {
          open.push(new HashSet<>());
          assertTrue(open.size() <= 16, "too deep");
        } else if (token.isStructEnd()) {
          open.pop();
        } else if (token == JsonToken.FIELD_NAME) {
          assertTrue(open.element().add(parser.currentName()), "a key twice");
        }
      }
    }
  }
}
