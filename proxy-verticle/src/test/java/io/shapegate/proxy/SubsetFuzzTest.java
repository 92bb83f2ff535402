package io.shapegate.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.shapegate.contract.ContractException;
import io.shapegate.contract.StrictJson;
import io.shapegate.contract.UpstreamQuery;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;

/** Any bytes as the body of a POST. */
@Timeout(20)
final class SubsetFuzzTest {
  private static final Set<String> KEYS = Set.of("where", "params", "limit", "offset", "order_by");

  @FuzzTest
  void theBodyThatElectricGetsIsASubsetAndNothingElse(byte[] bytes) {
    Subset subset;
    try {
      subset = Subset.fromBody(Buffer.buffer(bytes));
    } catch (ContractException refused) {
      return;
    }
    Buffer body = subset.toBody();
    assertEquals(bytes.length > 0, body.length() > 0);
    if (body.length() > 0) {
      JsonObject sent = StrictJson.object(body.getBytes());
      assertEquals(new JsonObject(body), sent, "another parser's reading");
      isSubset(sent);
      says(new JsonObject(Buffer.buffer(bytes)), sent);
      assertEquals(subset, Subset.fromBody(body));
      isTheSameInAQuery(subset);
    }
  }

  private static void isSubset(JsonObject sent) {
    assertTrue(KEYS.containsAll(sent.fieldNames()), sent::encode);
    sent.forEach(part -> {
      switch (part.getKey()) {
        case "limit", "offset" -> assertTrue(part.getValue() instanceof Integer n && n >= 0);
        case "params" -> isNumbered((JsonObject) part.getValue());
        default -> assertTrue(part.getValue() instanceof String);
      }
    });
  }

  private static void isNumbered(JsonObject params) {
    for (int n = 1; n <= params.size(); n++) {
      assertTrue(params.getValue(String.valueOf(n)) instanceof String, params::encode);
    }
  }

  /** What was asked is what is sent, but for parts that are null, two that are ignored, and numbers as texts. */
  private static void says(JsonObject asked, JsonObject sent) {
    asked.remove("where_expr");
    asked.remove("order_by_expr");
    asked.fieldNames().removeIf(key -> asked.getValue(key) == null);
    assertEquals(asked.fieldNames(), sent.fieldNames());
    for (String key : asked.fieldNames()) {
      if (key.equals("params")) {
        assertEquals(
            asked.getJsonObject(key).fieldNames(), sent.getJsonObject(key).fieldNames());
        asked
            .getJsonObject(key)
            .forEach(param ->
                saysTheSame(param.getValue(), sent.getJsonObject(key).getString(param.getKey())));
      } else {
        assertEquals(asked.getValue(key), sent.getValue(key));
      }
    }
  }

  private static void saysTheSame(Object asked, String sent) {
    if (asked instanceof Number number) {
      assertEquals(0, new BigDecimal(number.toString()).compareTo(new BigDecimal(sent)));
    } else {
      assertEquals(String.valueOf(asked), sent);
    }
  }

  private static void isTheSameInAQuery(Subset subset) {
    String query = subset.toParameters().entrySet().stream()
        .map(part -> '&' + part.getKey() + '=' + UpstreamQuery.encode(part.getValue()))
        .collect(Collectors.joining("", "table=items", ""));
    assertTrue(query.getBytes(UTF_8).length == query.length());
    Map<String, String> again;
    try {
      again = ShapeRequest.parse(query).subset().toParameters();
    } catch (ContractException tooLongANumber) {
      assertTrue(query.matches("(?s).*(limit|offset)=[0-9]{10}.*"), query);
      return;
    }
    assertEquals(subset.toParameters(), again);
  }
}
