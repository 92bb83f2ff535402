package io.shapegate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.shapegate.contract.Columns;
import io.shapegate.contract.ContractException;
import io.shapegate.contract.Identifier;
import io.shapegate.contract.Shape;
import io.shapegate.contract.ShapeClaim;
import io.shapegate.contract.UpstreamQuery;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Timeout;

/** Any bytes as the query of a request, held against Electric's reading of the same query. */
@Timeout(20)
final class ShapeRequestFuzzTest {
  @FuzzTest
  void electricWouldReadTheSameShapeInTheQueryAndInTheOneThatItGets(byte[] bytes) {
    String query = new String(bytes, ISO_8859_1);
    ShapeRequest request;
    try {
      request = ShapeRequest.parse(query);
    } catch (ContractException refused) {
      return;
    }
    ElectricReading asked = new ElectricReading(query);
    readsTheShape(request, asked);
    readsTheRest(request, asked);
    goesUpstreamAsItWasAsked(request, asked);
  }

  private static void readsTheShape(ShapeRequest request, ElectricReading asked) {
    assertEquals(asked.table(), table(request));
    assertEquals(asked.get("where"), request.where());
    Object params = asked.get("params");
    assertEquals(params == null ? Map.of() : params, request.params().byNumber());
    hasColumns(asked, "columns", request.columns());
    hasColumns(asked, "queryable_columns", request.queryableColumns());
    Object replica = asked.get("replica");
    assertEquals(replica, request.replica() == null ? null : request.replica().toString());
  }

  private static void readsTheRest(ShapeRequest request, ElectricReading asked) {
    LogPosition.NAMES.forEach(
        name -> assertEquals(asked.get(name), request.position().parameters().get(name)));
    assertNull(asked.get("subset"), "it would win over subset__");
    Map<String, String> subset = request.subset().toParameters();
    for (String part : Set.of("where", "order_by")) {
      assertEquals(asked.get("subset__" + part), subset.get("subset__" + part));
    }
    assertEquals(request.subset().isPresent(), !subset.isEmpty());
  }

  /** The claim that grants just this request matches it, and what it sends means the same. */
  private static void goesUpstreamAsItWasAsked(ShapeRequest request, ElectricReading asked) {
    Shape shape;
    try {
      shape = new Shape(
          request.table(),
          request.where(),
          request.params(),
          request.columns(),
          request.queryableColumns(),
          request.replica());
    } catch (ContractException noClaimIsLikeThis) {
      return;
    }
    assertInstanceOf(ShapeMatch.Same.class, ShapeMatch.of(new ShapeClaim(shape, true), request));
    ElectricReading sent = new ElectricReading(UpstreamQuery.of(shape));
    assertEquals(asked.table(), sent.table());
    for (String name : List.of("where", "params", "replica")) {
      assertEquals(asked.get(name), sent.get(name));
    }
    hasColumns(sent, "columns", request.columns());
    hasColumns(sent, "queryable_columns", shape.effectiveQueryableColumns());
  }

  private static void hasColumns(ElectricReading reading, String name, Columns columns) {
    if (columns == null) {
      assertNull(reading.get(name));
    } else {
      assertEquals(
          reading.columns(name), columns.names().stream().map(Identifier::name).toList());
    }
  }

  private static List<String> table(ShapeRequest request) {
    return List.of(request.table().namespace().name(), request.table().table().name());
  }
}
