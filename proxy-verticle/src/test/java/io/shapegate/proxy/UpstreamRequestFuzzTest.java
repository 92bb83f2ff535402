package io.shapegate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.shapegate.contract.Columns;
import io.shapegate.contract.ContractException;
import io.shapegate.contract.Identifier;
import io.shapegate.contract.Shape;
import io.shapegate.contract.ShapeClaim;
import io.shapegate.contract.StrictJson;
import io.shapegate.launcher.Settings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Timeout;

/** A first line as a claim, a second as the query of a request, and the rest as the body of one. */
@Timeout(20)
final class UpstreamRequestFuzzTest {
  private static final String SECRET = "a&secret=b";
  private static final UpstreamRequest.Target TARGET =
      UpstreamRequest.Target.of(ProxyConfig.from(new Settings(Map.of(
          "ELECTRIC_URL",
          "http://localhost:3000",
          "ELECTRIC_SECRET",
          SECRET,
          "AUTH_SECRET",
          Tokens.SECRET))));
  private static final Set<String> SUBSET =
      Set.of("where", "params", "limit", "offset", "order_by");

  @FuzzTest
  void whateverIsAskedElectricGetsTheShapeOfTheClaim(byte[] bytes) {
    String[] lines = new String(bytes, ISO_8859_1).split("\n", 3);
    try {
      ShapeClaim claim = ShapeClaim.fromJson(StrictJson.object(lines[0].getBytes(ISO_8859_1)));
      ShapeRequest asked = ShapeRequest.parse(lines.length < 2 ? "" : lines[1]);
      check(claim, HttpMethod.GET, asked);
      byte[] body = lines.length < 3 ? new byte[0] : lines[2].getBytes(ISO_8859_1);
      check(claim, HttpMethod.POST, asked.withSubset(Subset.fromBody(Buffer.buffer(body))));
    } catch (ContractException refused) {
      // Nothing of it goes to Electric.
    }
  }

  private static void check(ShapeClaim claim, HttpMethod method, ShapeRequest asked) {
    if (ShapeMatch.of(claim, asked) instanceof ShapeMatch.Same same) {
      Grant grant = Grant.of(claim, "alice", "1", 0);
      RequestHeaders headers = new RequestHeaders(null, null, null, "1");
      UpstreamRequest sent =
          UpstreamRequest.of(TARGET, grant, same.replica(), method, asked, headers);
      String start = method.name() + " /v1/shape?";
      String line = requestLine(sent);
      assertTrue(line.startsWith(start) && line.endsWith(" HTTP/1.1"), line);
      String query = line.substring(start.length(), line.length() - " HTTP/1.1".length());
      hasEachNameOnce(query);
      isOfTheClaim(claim.shape(), asked, new ElectricReading(query));
      hasNoMoreSubsetThanTheClaim(claim, query, sent.body());
    }
  }

  private static String requestLine(UpstreamRequest sent) {
    ByteBuf bytes = sent.toBytes(UnpooledByteBufAllocator.DEFAULT, "localhost:3000");
    String request = bytes.toString(ISO_8859_1);
    bytes.release();
    return request.substring(0, request.indexOf("\r\n"));
  }

  private static void hasEachNameOnce(String query) {
    assertTrue(query.matches("[A-Za-z0-9._~%&=_-]++"), query);
    List<String> names = Arrays.stream(query.split("&", -1))
        .map(pair -> pair.split("=", -1)[0].replaceFirst("^params%5B[0-9]+%5D$", "params[]"))
        .filter(name -> !name.equals("params[]"))
        .toList();
    assertEquals(names.size(), Set.copyOf(names).size(), query);
    assertTrue(names.stream().allMatch(UpstreamRequestFuzzTest::isKnown), query);
  }

  private static boolean isKnown(String name) {
    return Set.of("table", "where", "columns", "queryable_columns", "replica", "secret")
            .contains(name)
        || LogPosition.NAMES.contains(name)
        || (name.startsWith("subset__") && SUBSET.contains(name.substring("subset__".length())));
  }

  private static void isOfTheClaim(Shape shape, ShapeRequest asked, ElectricReading sent) {
    assertEquals(SECRET, sent.get("secret"));
    assertEquals(
        List.of(shape.table().namespace().name(), shape.table().table().name()), sent.table());
    assertEquals(shape.where(), sent.get("where"));
    assertEquals(shape.params().isEmpty() ? null : shape.params().byNumber(), sent.get("params"));
    hasColumns(sent, "columns", shape.columns());
    hasColumns(sent, "queryable_columns", shape.effectiveQueryableColumns());
    Object replica = shape.replica() == null ? asked.replica() : shape.replica();
    assertEquals(replica == null ? null : replica.toString(), sent.get("replica"));
  }

  private static void hasColumns(ElectricReading sent, String name, Columns columns) {
    if (columns == null) {
      assertNull(sent.get(name));
    } else {
      assertEquals(columns.names().stream().map(Identifier::name).toList(), sent.columns(name));
    }
  }

  private static void hasNoMoreSubsetThanTheClaim(ShapeClaim claim, String query, Buffer body) {
    JsonObject keys = body == null || body.length() == 0 ? new JsonObject() : new JsonObject(body);
    assertTrue(SUBSET.containsAll(keys.fieldNames()), keys::encode);
    if (!claim.subsets()) {
      assertEquals(Map.of(), keys.getMap());
      assertTrue(!query.contains("subset__"), query);
    }
  }
}
